// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import java.util.List;

/**
 * Words for the prompt, imported there statically: those of iex that are not in {@code Kernel}. Called by snippets, on the
 * thread of the process that runs them. Public only because snippets are classes of their own.
 */
public final class Helpers {
    private Helpers() {}

    /** Prints the words of the prompt. */
    public static void help() {
        System.out.print("""
                This is Java: expressions, statements, classes, methods; an open { or (, or three
                quotes, take more lines. All of io.tiebeam, .otp and .term, and much of java.*, is imported.

                  self()                    the process you type in
                  send(pid, message)        send it; receive() waits for one, flush() prints all
                  spawn(() -> ...)          a process; spawnLink, spawnMonitor likewise
                  ping("kate@localhost")    connects; nodes() lists who is connected
                  processes()               those of this node
                  Node.spawnLink("kate@localhost", Mfa.eval("Kate.sayName()"))
                                            runs there what only kate knows, and prints here
                  help()                    this text

                Ctrl+C ends what is evaluated, twice or Ctrl+D at the prompt ends the node.
                """);
    }

    /** Connects to {@code node}: {@code :pong}, or {@code :pang} if it cannot be reached; then it prints why not. */
    public static Node.Ping ping(String node) {
        Node.Ping answer = Node.ping(node);
        if (answer == Node.Ping.PANG) {
            Node.whyNot(NodeName.of(node)).ifPresent(why -> System.err.println("** " + why));
        }
        return answer;
    }

    /** The nodes that are connected. */
    public static List<NodeName> nodes() {
        return Node.list();
    }

    /** The processes of this node. */
    public static List<Pid> processes() {
        return Processes.list();
    }
}
