// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.io.Console;
import io.tiebeam.io.ConsoleLeader;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The console of a node that tests run on, which its applications print at: what they do for a test that captures goes to
 * that test. One for each node; any thread.
 */
final class NodeConsole implements Console {
    private final Console real = ProcessStreams.console();
    private final List<TestConsole> capturing = new CopyOnWriteArrayList<>();

    private Optional<ProcessCell> leader = Optional.empty();
    private Pid before;

    private NodeConsole() {}

    /** That of {@code node}: first called before its applications start, since they keep the leader they find. */
    static NodeConsole of(LocalNode node) {
        NodeConsole console = node.attachment(NodeConsole.class, NodeConsole::new);
        console.lead(node);
        return console;
    }

    private synchronized void lead(LocalNode node) {
        if (leader.isEmpty()) {
            before = node.user();
            leader = Optional.of(ConsoleLeader.start(node, this));
            node.user(leader.get().pid());
        }
    }

    /** Gives {@code node} back the leader that it had before. */
    static void close(LocalNode node) {
        node.attachment(NodeConsole.class, NodeConsole::new).giveBack(node);
    }

    private synchronized void giveBack(LocalNode node) {
        leader.ifPresent(mine -> {
            node.user(before);
            CapturedIO.end(mine);
        });
        leader = Optional.empty();
    }

    /** Whatever is printed here goes to {@code console}, until {@link #release}. */
    void capture(TestConsole console) {
        capturing.add(console);
    }

    void release(TestConsole console) {
        capturing.remove(console);
    }

    @Override
    public void write(String text) {
        List<TestConsole> now = List.copyOf(capturing);
        if (now.isEmpty()) {
            real.write(text);
        }
        now.forEach(console -> console.write(text));
    }

    /** Tests have nobody who types. */
    @Override
    public Optional<String> readLine(String prompt) {
        write(prompt);
        return Optional.empty();
    }
}
