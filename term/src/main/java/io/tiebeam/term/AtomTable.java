// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The shared atoms, found by their bytes without making a string: an open-addressing table whose readers take no lock. A
 * slot goes from empty to its atom once; growing publishes a new array.
 */
final class AtomTable {
    /** How many atoms the network alone may add. What the program names itself is always shared. */
    static final int NETWORK_LIMIT = 1 << 18;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Atom[].class);

    private static volatile Atom[] table = new Atom[1 << 12];
    private static int count;
    private static int fromNetwork;

    private AtomTable() {}

    /** The atom of {@code utf8}, shared from now on. The array is given up. */
    static Atom shared(byte[] utf8) {
        int hash = hash(utf8, 0, utf8.length);
        Atom known = find(table, utf8, 0, utf8.length, hash);
        return known != null ? known : add(utf8, hash, false);
    }

    /** The atom of bytes that a peer sent: shared while there is room, else a value of its own. */
    static Atom read(byte[] buffer, int offset, int length) {
        int hash = hash(buffer, offset, length);
        Atom known = find(table, buffer, offset, length, hash);
        return known != null ? known : add(Arrays.copyOfRange(buffer, offset, offset + length), hash, true);
    }

    private static Atom find(Atom[] atoms, byte[] buffer, int offset, int length, int hash) {
        int mask = atoms.length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            Atom atom = (Atom) SLOT.getAcquire(atoms, i);
            if (atom == null) {
                return null;
            }
            if (atom.hashCode() == hash && atom.isNamed(buffer, offset, length)) {
                return atom;
            }
        }
    }

    private static synchronized Atom add(byte[] utf8, int hash, boolean network) {
        Atom[] atoms = table;
        Atom known = find(atoms, utf8, 0, utf8.length, hash);
        if (known != null) {
            return known;
        }
        Atom atom = Atom.unshared(utf8, hash);
        if (network) {
            if (fromNetwork >= NETWORK_LIMIT) {
                return atom;
            }
            fromNetwork++;
        }
        if ((count + 1) * 2 > atoms.length) {
            Atom[] larger = new Atom[atoms.length * 2];
            for (Atom each : atoms) {
                if (each != null) {
                    put(larger, each);
                }
            }
            atoms = larger;
            table = larger;
        }
        put(atoms, atom);
        count++;
        return atom;
    }

    private static void put(Atom[] atoms, Atom atom) {
        int mask = atoms.length - 1;
        int i = atom.hashCode() & mask;
        while (atoms[i] != null) {
            i = (i + 1) & mask;
        }
        SLOT.setRelease(atoms, i, atom);
    }

    private static int hash(byte[] bytes, int offset, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = mix(hash, (long) LONGS.get(bytes, offset + i));
        }
        if (i + 4 <= length) {
            hash = mix(hash, (int) INTS.get(bytes, offset + i));
            i += 4;
        }
        for (; i < length; i++) {
            hash = mix(hash, bytes[offset + i]);
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static long mix(long hash, long next) {
        long mixed = (hash ^ next) * 0xFF51AFD7ED558CCDL;
        return mixed ^ (mixed >>> 29);
    }
}
