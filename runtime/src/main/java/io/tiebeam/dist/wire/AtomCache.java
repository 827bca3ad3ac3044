// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Atom;

/**
 * The atoms that a peer has named on one connection: 2048 numbered slots that it fills as it likes. Each frame header
 * says which of them the terms of that frame mean. Confined to the thread that reads the connection.
 */
final class AtomCache {
    private static final int SLOTS = 2048;
    private static final int NEW = 8;
    private static final Atom[] NONE = {};

    private final Atom[] slots = new Atom[SLOTS];

    /** Reads a header; the result is for this frame: entry {@code i} is what the tag 82 with index {@code i} means. */
    Atom[] readHeader(Cursor in, byte[] bytes) {
        int count = in.u8("number of atoms");
        if (count == 0) {
            return NONE;
        }
        int flags = in.take(count / 2 + 1, "flags of the atoms");
        boolean longAtoms = (nibble(bytes, flags, count) & 1) != 0;
        Atom[] entries = new Atom[count];
        for (int i = 0; i < count; i++) {
            int nibble = nibble(bytes, flags, i);
            int slot = (nibble & 7) << 8 | in.u8("index of an atom");
            if ((nibble & NEW) != 0) {
                int length = longAtoms ? in.u16("length of an atom") : in.u8("length of an atom");
                slots[slot] = NetworkAtom.utf8(bytes, in.take(length, "atom"), length);
            } else if (slots[slot] == null) {
                throw new ProtocolException("atom " + i + " of the header: slot " + slot + " was never filled");
            }
            entries[i] = slots[slot];
        }
        return entries;
    }

    private static int nibble(byte[] bytes, int flags, int i) {
        int pair = bytes[flags + i / 2];
        return ((i & 1) == 0 ? pair : pair >>> 4) & 0xF;
    }
}
