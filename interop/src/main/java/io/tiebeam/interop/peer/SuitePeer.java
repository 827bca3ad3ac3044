// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.peer;

import io.tiebeam.Cookie;
import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.otp.Global;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A node in the place of a peer: what OTP's module {@code peer} does with the input and output of an emulator. Messages are
 * terms behind four bytes of length. {@code {start, Settings, Flags}} is first and answered with {@code {started, Node}};
 * then {@code {call, Number, M, F, A}} with {@code {reply, Number, {ok, Value} | {Class, Reason, Stack}}}; {@code {send, To,
 * Message}} and {@code stop} are not answered. The end of the input ends the node.
 */
final class SuitePeer {
    private final DataInputStream input = new DataInputStream(new BufferedInputStream(System.in));
    private final DataOutputStream output = new DataOutputStream(new FileOutputStream(FileDescriptor.out));

    private SuitePeer() {}

    public static void main(String[] arguments) throws IOException {
        System.setOut(System.err); // what is printed here goes to the log; the output itself is for answers
        SuitePeer peer = new SuitePeer();
        try {
            peer.run();
        } catch (EOFException e) {
            // whoever started this has gone
        }
        System.exit(0);
    }

    private void run() throws IOException {
        Tuple start = (Tuple) read();
        try (Node node = Node.start(options((ListTerm) start.get(1)))) {
            node.allowEvaluation();
            PeerFunctions.expose(node, (ListTerm) start.get(2));
            parameters((ListTerm) start.get(1));
            write(Tuple.of(Atom.of("started"), node.name().atom()));
            for (Term message = read(); !message.equals(Atom.of("stop")); message = read()) {
                Tuple t = (Tuple) message;
                switch (((Atom) t.get(0)).name()) {
                    case "call" -> Thread.ofVirtual().start(() -> answer(node, t));
                    case "send" -> send(node, t.get(1), t.get(2));
                    default -> throw new IOException("no message of tiebeam_peer: " + t);
                }
            }
        }
    }

    private static NodeOptions options(ListTerm settings) {
        Map<Term, Term> of = pairs(settings);
        String name = ((Atom) of.get(Atom.of("name"))).name();
        Cookie cookie = Cookie.of(text(of.get(Atom.of("cookie"))));
        boolean isLong = of.get(Atom.of("long")).equals(Atom.TRUE);
        NodeOptions options = (isLong ? NodeOptions.name(name, cookie) : NodeOptions.sname(name, cookie))
                .hidden(of.get(Atom.of("hidden")).equals(Atom.TRUE));
        return pairs((ListTerm) of.get(Atom.of("parameters"))).get(Atom.of("net_ticktime")) instanceof Int(long seconds)
                ? options.tickTime(Duration.ofSeconds(seconds))
                : options;
    }

    /** What {@code -kernel} and the like set. */
    private static void parameters(ListTerm settings) {
        Map<Term, Term> of = pairs((ListTerm) pairs(settings).get(Atom.of("parameters")));
        if (Atom.FALSE.equals(of.get(Atom.of("prevent_overlapping_partitions")))) {
            Global.preventOverlappingPartitions(false);
        }
    }

    private void answer(Node node, Tuple call) {
        Term result;
        try {
            result = Tuple.of(Atom.OK, node.run(() -> switch (node.exposure()
                    .resolve((Atom) call.get(2), (Atom) call.get(3), (ListTerm) call.get(4))) {
                case Resolved.Call known -> known.invoke();
                case Resolved.Refused refused -> throw new ExitException(refused.reason());
            }));
        } catch (RaisedException raised) {
            result = Tuple.of(Atom.of(raised.isThrow() ? "throw" : "error"), raised.term(), raised.stack());
        } catch (ExitException exit) {
            result = Tuple.of(Atom.of("exit"), exit.reason(), ListTerm.EMPTY);
        } catch (Exception e) {
            result = Tuple.of(Atom.of("error"), ExitReasons.of(e), ListTerm.EMPTY);
        }
        try {
            write(Tuple.of(Atom.of("reply"), call.get(1), result));
        } catch (IOException e) {
            // nobody is there to hear it
        }
    }

    private static void send(Node node, Term to, Term message) throws IOException {
        try {
            node.run(() -> {
                Kernel.send(to instanceof Pid pid ? pid : new Name((Atom) to), message);
                return null;
            });
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private Term read() throws IOException {
        byte[] bytes = new byte[input.readInt()];
        input.readFully(bytes);
        return TermReader.decode(bytes);
    }

    private void write(Term term) throws IOException {
        byte[] bytes = TermWriter.encode(term);
        synchronized (output) {
            output.writeInt(bytes.length);
            output.write(bytes);
            output.flush();
        }
    }

    static Map<Term, Term> pairs(ListTerm list) {
        Map<Term, Term> pairs = new HashMap<>();
        for (Term pair : list) {
            pairs.put(((Tuple) pair).get(0), ((Tuple) pair).get(1));
        }
        return pairs;
    }

    static String text(Term charlist) {
        StringBuilder text = new StringBuilder();
        for (Term character : (ListTerm) charlist) {
            text.appendCodePoint((int) ((Int) character).value());
        }
        return text.toString();
    }
}
