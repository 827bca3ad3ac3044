// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The other end of an {@link EpmdClient}, byte for byte: for each connection it reads one request, sends the bytes of
 * its script and, unless the script says {@code keep}, closes.
 */
final class ScriptedEpmd implements AutoCloseable {
    private final ServerSocket door;
    private final Thread thread;
    private final List<Socket> kept = new ArrayList<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    private ScriptedEpmd(List<Step> script) throws IOException {
        door = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
        thread = Thread.ofVirtual().start(() -> play(script));
    }

    /** What happens on one connection. */
    record Step(byte[] response, boolean keep) {
        static Step answer(String hex) {
            return new Step(HexFormat.of().parseHex(hex), false);
        }

        static Step keep(String hex) {
            return new Step(HexFormat.of().parseHex(hex), true);
        }
    }

    static ScriptedEpmd of(Step... script) throws IOException {
        return new ScriptedEpmd(List.of(script));
    }

    EpmdEndpoint endpoint() {
        return EpmdEndpoint.loopback(door.getLocalPort());
    }

    /** The next request that came, with its length, in hexadecimal digits. */
    String request() throws InterruptedException {
        return requests.take();
    }

    /** Ends the connections that the script kept open. */
    void drop() throws IOException {
        synchronized (kept) {
            for (Socket socket : kept) {
                socket.close();
            }
        }
    }

    private void play(List<Step> script) {
        try {
            for (Step step : script) {
                Socket socket = door.accept();
                synchronized (kept) {
                    kept.add(socket);
                }
                var in = new DataInputStream(socket.getInputStream());
                int size = in.readUnsignedShort();
                byte[] body = in.readNBytes(size);
                requests.add(HexFormat.of().toHexDigits((short) size)
                        + HexFormat.of().formatHex(body));
                socket.getOutputStream().write(step.response());
                if (!step.keep()) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            requests.add(e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        drop();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
