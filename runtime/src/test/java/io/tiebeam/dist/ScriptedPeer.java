// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Flags;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.NodeKind;
import io.tiebeam.epmd.Registration;
import io.tiebeam.process.Network;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * A node that is none: a socket and a script. Speaks bytes that it makes by itself, as wire.md's probe did, so that a
 * mistake in the code under test is not made twice. Each call blocks until it has happened, for at most 20 s.
 */
final class ScriptedPeer implements AutoCloseable {
    /** What OTP 25 and 27 offer. */
    static final long OTP_25 = 0x0D07DF7FBDL;

    /** What OTP 29 offers. */
    static final long OTP_29 = 0x6D07DF7FBDL;

    /** What it takes to be let in, and no more: no monitors, no spawn, no aliases, old exits, old sends. */
    static final long LEAST = Flags.MANDATORY;

    /** Who it says it is. */
    record Who(String name, String cookie, long flags, int creation) {
        static Who named(String name) {
            return new Who(name, TestNet.COOKIE, OTP_25, 77);
        }

        Who cookie(String other) {
            return new Who(name, other, flags, creation);
        }

        Who flags(long other) {
            return new Who(name, cookie, other, creation);
        }

        Who creation(int other) {
            return new Who(name, cookie, flags, other);
        }

        Atom atom() {
            return Atom.of(name);
        }

        Pid pid(int id) {
            return new Pid(atom(), id, 0, creation);
        }

        Ref ref(int n) {
            return Ref.of(atom(), creation, n, 2, 3);
        }
    }

    /** What came in one frame. */
    record Frame(Tuple control, Optional<Term> payload) {}

    private final Who who;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int fences;

    private ScriptedPeer(Who who, Socket socket) throws IOException {
        this.who = who;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TestNet.SOON.toMillis());
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    // ---- handshake ------------------------------------------------------------------------------------------------

    /** Connected to {@code node}, the handshake done; if the node still believes in an earlier connection, instead of that. */
    static ScriptedPeer connected(Network node, Who who) {
        ScriptedPeer peer = dial(node, who);
        String status = peer.says();
        if (status.equals("alive")) {
            peer.answers("true");
        } else if (!status.equals("ok")) {
            throw new AssertionError("status " + status);
        }
        return peer.proves();
    }

    /** Connected to {@code node}, nothing said. */
    static ScriptedPeer dial(Network node, Who who) {
        try {
            return new ScriptedPeer(
                    who,
                    new Socket(
                            node.listensOn().orElseThrow().getAddress(),
                            node.listensOn().orElseThrow().getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says its name; returns the status. */
    String says() {
        byte[] name = who.name().getBytes(StandardCharsets.ISO_8859_1);
        return io(() -> {
            out.writeShort(15 + name.length);
            out.writeByte('N');
            out.writeLong(who.flags());
            out.writeInt(who.creation());
            out.writeShort(name.length);
            out.write(name);
            return status();
        });
    }

    String status() throws IOException {
        byte[] message = message();
        if (message[0] != 's') {
            throw new AssertionError("not a status: " + (char) message[0]);
        }
        return new String(message, 1, message.length - 1, StandardCharsets.ISO_8859_1);
    }

    void answers(String status) {
        io(() -> {
            out.writeShort(1 + status.length());
            out.writeByte('s');
            out.writeBytes(status);
            return null;
        });
    }

    /** Takes the challenge, proves the cookie and takes the other's proof. */
    ScriptedPeer proves() {
        return io(() -> {
            repliesToChallenge(challenge());
            byte[] ack = message();
            if (ack[0] != 'a') {
                throw new AssertionError("no ack: " + (char) ack[0]);
            }
            return this;
        });
    }

    int challenge() throws IOException {
        byte[] message = message();
        if (message[0] != 'N') {
            throw new AssertionError("no challenge: " + (char) message[0]);
        }
        return ByteBuffer.wrap(message).getInt(9);
    }

    void repliesToChallenge(int challenge) throws IOException {
        out.writeShort(21);
        out.writeByte('r');
        out.writeInt(12345);
        out.write(digest(challenge));
    }

    private byte[] digest(int challenge) {
        try {
            String text = who.cookie() + Integer.toUnsignedString(challenge);
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] message() throws IOException {
        return in.readNBytes(in.readUnsignedShort());
    }

    /** Where a peer can be connected to: registered with EPMD. */
    static final class Door implements AutoCloseable {
        private final Who who;
        private final ServerSocket server;
        private final Registration registration;

        Door(EpmdClient epmd, Who who) {
            try {
                this.who = who;
                this.server = new ServerSocket();
                server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                server.setSoTimeout((int) TestNet.SOON.toMillis());
                this.registration = epmd.register(new NodeName(who.atom()), server.getLocalPort(), NodeKind.VISIBLE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Somebody connects and says a name. */
        ScriptedPeer awaits() {
            try {
                ScriptedPeer peer = new ScriptedPeer(who, server.accept());
                byte[] name = peer.message();
                if (name[0] != 'N') {
                    throw new AssertionError("no name: " + (char) name[0]);
                }
                return peer;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Somebody connects and is let in with {@code status}. */
        ScriptedPeer accepts(String status) {
            ScriptedPeer peer = awaits();
            peer.answers(status);
            return peer.asksForProof();
        }

        @Override
        public void close() {
            registration.close();
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Sends the challenge, takes the proof and gives its own. */
    ScriptedPeer asksForProof() {
        return io(() -> {
            sendsChallenge();
            byte[] reply = message();
            if (reply[0] != 'r') {
                throw new AssertionError("no reply: " + (char) reply[0]);
            }
            out.writeShort(17);
            out.writeByte('a');
            out.write(digest(ByteBuffer.wrap(reply).getInt(1)));
            return this;
        });
    }

    void sendsChallenge() throws IOException {
        byte[] name = who.name().getBytes(StandardCharsets.ISO_8859_1);
        out.writeShort(19 + name.length);
        out.writeByte('N');
        out.writeLong(who.flags());
        out.writeInt(54321);
        out.writeInt(who.creation());
        out.writeShort(name.length);
        out.write(name);
    }

    // ---- frames ---------------------------------------------------------------------------------------------------

    Who who() {
        return who;
    }

    /** Sends {@code {op, elements...}} in a plain frame. */
    ScriptedPeer sends(int op, Term... elements) {
        return sendsFrame(plain(control(op, elements), null));
    }

    /** Sends {@code {op, elements...}} with a payload. */
    ScriptedPeer sendsWith(Term payload, int op, Term... elements) {
        return sendsFrame(plain(control(op, elements), payload));
    }

    static Tuple control(int op, Term... elements) {
        Term[] all = new Term[elements.length + 1];
        all[0] = Int.of(op);
        System.arraycopy(elements, 0, all, 1, elements.length);
        return Tuple.of(all);
    }

    static byte[] plain(Tuple control, Term payload) {
        var frame = new TermWriter();
        frame.putByte(112);
        frame.writeVersioned(control);
        if (payload != null) {
            frame.writeVersioned(payload);
        }
        return frame.toByteArray();
    }

    ScriptedPeer sendsFrame(byte[] body) {
        return io(() -> {
            out.writeInt(body.length);
            out.write(body);
            return this;
        });
    }

    ScriptedPeer sendsBytes(byte[] bytes) {
        return io(() -> {
            out.write(bytes);
            return this;
        });
    }

    ScriptedPeer ticks() {
        return sendsFrame(new byte[0]);
    }

    /** The next frame; ticks are passed over. */
    Frame next() {
        while (true) {
            byte[] frame = nextRaw();
            if (frame.length > 0) {
                return parsed(frame);
            }
        }
    }

    /** The next frame without its length; empty for a tick. */
    byte[] nextRaw() {
        return io(() -> in.readNBytes(in.readInt()));
    }

    private static Frame parsed(byte[] frame) {
        if (frame[0] != 112) {
            throw new AssertionError("no plain frame: " + frame[0]);
        }
        var reader = new TermReader(frame, 1, frame.length - 1, TermReader.Limits.DEFAULT);
        Tuple control = (Tuple) reader.readVersioned();
        Optional<Term> payload = reader.remaining() == 0 ? Optional.empty() : Optional.of(reader.readVersioned());
        return new Frame(control, payload);
    }

    static Frame frame(int op, Term... elements) {
        return new Frame(control(op, elements), Optional.empty());
    }

    static Frame frameWith(Term payload, int op, Term... elements) {
        return new Frame(control(op, elements), Optional.of(payload));
    }

    /** What was said before is handled, and was answered with {@code expected} and nothing else. */
    void isAnsweredWith(Frame... expected) {
        for (Frame each : expected) {
            Frame got = next();
            if (!got.equals(each)) {
                throw new AssertionError("expected " + each + "\n     got " + got);
            }
        }
        Ref ref = who.ref(900_000 + ++fences);
        Atom nobody = Atom.of("nobody is called so");
        sends(19, who.pid(9), nobody, ref);
        Frame fence = next();
        Tuple down = Tuple.of(nobody, who.pid(9), ref);
        if (fence.control().size() < 4 || !fence.control().get(3).equals(ref)) {
            throw new AssertionError("expected nothing but " + down + "\n     got " + fence);
        }
    }

    /** Whether the node closed the connection, after all that it had sent. */
    boolean isClosed() {
        try {
            while (in.read() >= 0) {
                // what it sent before
            }
            return true;
        } catch (EOFException | SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket socket() {
        return socket;
    }

    private interface Action<R> {
        R run() throws IOException;
    }

    private static <R> R io(Action<R> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        io(() -> {
            socket.close();
            return null;
        });
    }
}
