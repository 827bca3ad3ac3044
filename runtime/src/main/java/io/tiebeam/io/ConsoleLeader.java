// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.io.InputQueue.Waiting;
import io.tiebeam.io.LineReader.LineRead;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The process at a console, which leads the group of all that print there, from this node or another. It serves the I/O
 * protocol: output at once, in the order in which the requests come; input when somebody has typed it, one request
 * after the other, while output goes on. Everything here runs on the thread of that process, except where it says
 * otherwise.
 *
 * <p>Source: "The Erlang I/O Protocol"; OTP {@code group.erl}, {@code user.erl}.
 */
public final class ConsoleLeader {
    private static final Atom USER = Atom.of("user");
    private static final Atom IO_REQUEST = Atom.of("io_request");
    private static final Atom IO_REPLY = Atom.of("io_reply");
    private static final Atom PUT_CHARS = Atom.of("put_chars");
    private static final Atom UNICODE = Atom.of("unicode");
    private static final Atom LATIN1 = Atom.of("latin1");
    private static final Term EOF = Atom.of("eof");
    private static final Term ENOTSUP = error(Atom.of("enotsup"));
    private static final Term EIO = error(Atom.of("eio"));
    private static final Term NO_REQUEST = error(Atom.of("request"));
    private static final Term NO_TRANSLATION = error(Tuple.of(Atom.of("no_translation"), UNICODE, LATIN1));

    /** How deep lists of requests are nested; real programs do not nest them. */
    private static final int MAX_NESTING = 8;

    private final ProcessCell self;
    private final Console console;
    private final OutputText text;
    private final LineReader reader;
    private final InputQueue input = new InputQueue();
    private IoOptions options = IoOptions.DEFAULT;

    private ConsoleLeader(ProcessCell self, Console console, PrintEnvironment environment) {
        this.self = self;
        this.console = console;
        this.text = new OutputText(environment);
        this.reader = new LineReader(console, line -> self.node().deliver(self.pid(), new Signal.Message(line)));
    }

    /** Starts a leader for {@code console} on {@code node}; any thread. It lives until it is killed. */
    public static ProcessCell start(LocalNode node, Console console) {
        PrintEnvironment environment = new PrintEnvironment(NodeNumbers.counting(node::isCalled), false);
        ProcessCell leader = node.spawn(SpawnOptions.of(node.user(), "console leader"), self -> {
            ConsoleLeader here = new ConsoleLeader(self, console, environment);
            try (LineReader _ = here.reader) {
                return here.serve();
            }
        });
        node.deliver(leader.pid(), new Signal.GroupLeader(leader.pid()));
        return leader;
    }

    /**
     * Starts the leader of all processes of {@code node} that nobody gives another one, registered as {@code user}, as
     * BEAM nodes have it; any thread.
     *
     * @throws IllegalStateException if the name {@code user} is taken
     */
    public static ProcessCell startUser(LocalNode node, Console console) {
        ProcessCell leader = start(node, console);
        if (!node.register(USER, leader)) {
            node.deliver(leader.pid(), new Signal.Exit(leader.pid(), Atom.of("kill")));
            throw new IllegalStateException("node " + node + " has a process registered as user already");
        }
        node.user(leader.pid());
        return leader;
    }

    private Term serve() {
        while (true) {
            Object message = self.receive(any -> any, Deadline.NEVER);
            if (message instanceof LineRead read) {
                lineRead(read);
            } else if (message instanceof Tuple tuple && tuple.is(IO_REQUEST, 4) && tuple.get(1) instanceof Pid from) {
                answer(from, tuple.get(2), IoRequest.of(tuple.get(3)), 0)
                        .ifPresent(reply -> reply(from, tuple.get(2), reply));
            }
        }
    }

    /**
     * Sends a reply without waiting for room: a node that takes its replies slowly must not delay those that print
     * here. There is at most one for each request that it has sent.
     */
    private void reply(Pid to, Term replyAs, Term result) {
        Signal.Message message = new Signal.Message(Tuple.of(IO_REPLY, replyAs, result));
        Channel via = self.node().channelTo(to.node());
        if (via == null) {
            self.send(to, message.body());
        } else {
            via.offer(self.pid(), to, message);
            via.flushNow();
        }
    }

    /** The answer to a request; empty if it comes later. */
    private Optional<Term> answer(Pid from, Term replyAs, IoRequest request, int nesting) {
        return switch (request) {
            case IoRequest.PutChars put -> Optional.of(put(put));
            case IoRequest.PutResult put -> Optional.of(put(put));
            case IoRequest.Input wanted -> {
                input.add(new Waiting(from, replyAs, wanted));
                if (input.first().orElseThrow().request() == wanted) {
                    serveInput();
                }
                yield Optional.empty();
            }
            case IoRequest.GetGeometry(boolean columns) ->
                Optional.of(geometry(columns ? console.columns() : console.rows()));
            case IoRequest.GetOptions() -> Optional.of(options.term());
            case IoRequest.SetOptions(List<Term> changes) -> Optional.of(setOptions(changes));
            case IoRequest.Several(List<Term> requests) -> several(from, replyAs, requests, nesting);
            case IoRequest.Unsupported() -> Optional.of(ENOTSUP);
            case IoRequest.Unknown() -> Optional.of(NO_REQUEST);
        };
    }

    /** Serves each request after the one before has answered {@code ok}; any other answer is that of the whole. */
    private Optional<Term> several(Pid from, Term replyAs, List<Term> requests, int nesting) {
        if (nesting == MAX_NESTING) {
            return Optional.of(NO_REQUEST);
        }
        Optional<Term> answer = Optional.of(Atom.OK);
        for (Term each : requests) {
            answer = answer(from, replyAs, IoRequest.of(each), nesting + 1);
            if (!answer.equals(Optional.of(Atom.OK))) {
                break;
            }
        }
        return answer;
    }

    // Output.

    private Term put(IoRequest.PutChars put) {
        try {
            return write(text.of(put));
        } catch (ChardataException noText) {
            return error(Tuple.of(PUT_CHARS, put.unicode() ? UNICODE : LATIN1, put.chars()));
        }
    }

    private Term put(IoRequest.PutResult put) {
        try {
            return write(text.of(put));
        } catch (BadFormatException failed) {
            return error(put.function());
        }
    }

    private Term write(String shown) {
        try {
            console.write(shown);
            return Atom.OK;
        } catch (UncheckedIOException broken) {
            return EIO;
        }
    }

    // Input.

    /** Gives the oldest request what has been typed, or asks for more; then the next. */
    private void serveInput() {
        for (Optional<Waiting> next = input.first(); next.isPresent(); next = input.first()) {
            Waiting waiting = next.get();
            Optional<String> taken = input.take(waiting.request());
            if (taken.isEmpty()) {
                reader.read(text.prompt(waiting.request().prompt()));
                return;
            }
            finish(waiting, data(taken.get(), waiting.request().unicode()));
        }
    }

    private void lineRead(LineRead read) {
        Optional<Waiting> first = input.first();
        read.line().ifPresent(input::typed);
        if (read.line().isEmpty() && first.isPresent()) {
            Waiting waiting = first.get();
            Optional<String> rest = input.rest();
            Term end = read.failed() ? EIO : EOF;
            finish(
                    waiting,
                    rest.map(text -> data(text, waiting.request().unicode())).orElse(end));
        }
        serveInput();
    }

    private void finish(Waiting waiting, Term answer) {
        input.removeFirst();
        reply(waiting.from(), waiting.replyAs(), answer);
    }

    private Term data(String typed, boolean unicode) {
        if (!unicode && !TextWidth.isLatin1(typed)) {
            return NO_TRANSLATION;
        }
        if (!options.binary()) {
            return ListTerm.charlist(typed);
        }
        return unicode ? Bits.of(typed) : Bits.of(typed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    // The rest.

    private static Term geometry(OptionalInt size) {
        return size.isPresent() ? Int.of(size.getAsInt()) : ENOTSUP;
    }

    private Term setOptions(List<Term> changes) {
        Optional<IoOptions> changed = options.with(changes);
        changed.ifPresent(next -> options = next);
        return changed.isPresent() ? Atom.OK : ENOTSUP;
    }

    private static Term error(Term reason) {
        return Tuple.of(Atom.ERROR, reason);
    }
}
