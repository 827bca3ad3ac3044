// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a JVM for everybody who connects, and joins the connection with its input and output: the Erlang node that runs the
 * suites may live where no JDK is to be seen. When one of the two ends, so does the other.
 *
 * <p>Reading a pipe keeps a carrier of virtual threads busy, so these threads are of the other kind.
 *
 * <p>Arguments: the command of a peer. Prints the port. Ends with its own input.
 */
final class PeerStarter {
    private PeerStarter() {}

    public static void main(String[] command) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(listening.getLocalPort());
            List<Process> running = new ArrayList<>();
            Thread.ofPlatform().daemon().start(() -> {
                endOfInput();
                synchronized (running) {
                    running.forEach(Process::destroyForcibly);
                }
                System.exit(0);
            });
            while (true) {
                Socket socket = listening.accept();
                Process process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                synchronized (running) {
                    running.removeIf(one -> !one.isAlive());
                    running.add(process);
                }
                Thread.ofPlatform().daemon().start(() -> toProcess(socket, process));
                Thread.ofPlatform().daemon().start(() -> fromProcess(socket, process));
            }
        }
    }

    private static void endOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // then it has ended, too
        }
    }

    private static void toProcess(Socket socket, Process process) {
        try (OutputStream to = process.getOutputStream()) {
            copy(socket.getInputStream(), to);
        } catch (IOException e) {
            process.destroyForcibly(); // whoever wanted it has gone
        }
    }

    private static void fromProcess(Socket socket, Process process) {
        try (socket) {
            copy(process.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] bytes = new byte[1 << 16];
        for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
            to.write(bytes, 0, n);
            to.flush();
        }
    }
}
