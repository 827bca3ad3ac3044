// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The abstract forms in an object file of the BEAM: what {@code +debug_info} puts into its chunk {@code Dbgi}. Anybody may
 * have made the bytes.
 *
 * <p>Source: OTP's {@code beam_lib}, {@code erl_abstract_code}.
 */
final class BeamFile {
    private static final Atom BACKEND = Atom.of("erl_abstract_code");

    private BeamFile() {}

    /** @throws IllFormedException if {@code file} is no object file, or has no forms of Erlang in it */
    static ListTerm forms(Bits file) {
        if (!file.isBinary()) {
            throw notOne();
        }
        ByteBuffer bytes = ByteBuffer.wrap(file.toByteArray());
        if (bytes.remaining() < 12 || !name(bytes).equals("FOR1")) {
            throw notOne();
        }
        bytes.getInt();
        if (!name(bytes).equals("BEAM")) {
            throw notOne();
        }
        while (bytes.remaining() >= 8) {
            String chunk = name(bytes);
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw notOne();
            }
            if (chunk.equals("Dbgi")) {
                byte[] content = new byte[length];
                bytes.get(content);
                return forms(decoded(content));
            }
            bytes.position(Math.min(bytes.limit(), bytes.position() + (length + 3) / 4 * 4)); // chunks are padded
        }
        throw without();
    }

    private static ListTerm forms(Term information) {
        if (information instanceof Tuple t
                && t.is(Atom.of("debug_info_v1"), 3)
                && t.get(1).equals(BACKEND)
                && t.get(2) instanceof Tuple code
                && code.size() == 2
                && code.get(0) instanceof ListTerm forms
                && forms.isProper()) {
            return forms;
        }
        throw without();
    }

    private static Term decoded(byte[] content) {
        try {
            return TermReader.decode(content);
        } catch (TermException e) {
            throw notOne();
        }
    }

    private static String name(ByteBuffer bytes) {
        byte[] name = new byte[4];
        bytes.get(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static IllFormedException notOne() {
        return new IllFormedException("no object file of the BEAM (or one that is compressed)");
    }

    private static IllFormedException without() {
        return new IllFormedException("it holds no abstract forms of Erlang: only those can run here"
                + "\n   → compile it with erlc +debug_info; a module of Elixir has none");
    }
}
