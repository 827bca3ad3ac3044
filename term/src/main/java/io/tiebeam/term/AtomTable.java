// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The shared atoms, found by their bytes without making a string: an open-addressing table whose readers take no lock.
 * A slot goes from empty to its atom once; growing publishes a new array. Used on any thread.
 */
final class AtomTable {
    /** The table of this JVM. The network alone may add 262,144 atoms with 16 MiB of names. */
    static final AtomTable SHARED = new AtomTable(1 << 18, 16 << 20);

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Atom[].class);

    private final int networkAtoms;
    private final int networkBytes;
    private volatile Atom[] table = new Atom[1 << 12];
    private int count;
    private int fromNetwork;
    private int bytesFromNetwork;

    /**
     * A table that takes so many atoms with so many bytes of names from the network. The program's own are not
     * limited.
     */
    AtomTable(int networkAtoms, int networkBytes) {
        this.networkAtoms = networkAtoms;
        this.networkBytes = networkBytes;
    }

    /** The atom of {@code utf8}, shared from now on. The array is given up. */
    Atom shared(byte[] utf8) {
        int hash = Hashing.of(utf8, 0, utf8.length);
        Atom known = find(table, utf8, 0, utf8.length, hash);
        return known != null ? known : add(utf8, hash, false);
    }

    /**
     * The atom of bytes that a peer sent: shared while there is room, else a value of its own.
     *
     * @throws TermException unless they are UTF-8 of at most {@value Atom#MAX_LENGTH} characters
     */
    Atom read(byte[] buffer, int offset, int length) {
        int hash = Hashing.of(buffer, offset, length);
        Atom known = find(table, buffer, offset, length, hash);
        return known != null ? known : add(Arrays.copyOfRange(buffer, offset, offset + length), hash, true);
    }

    /** The shared atom of these bytes; null if there is none. */
    Atom known(byte[] buffer, int offset, int length) {
        return find(table, buffer, offset, length, Hashing.of(buffer, offset, length));
    }

    /** How many atoms are shared. */
    synchronized int size() {
        return count;
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

    private Atom add(byte[] utf8, int hash, boolean network) {
        Atom atom = Atom.unshared(utf8, hash);
        synchronized (this) {
            Atom[] atoms = table;
            Atom known = find(atoms, utf8, 0, utf8.length, hash);
            if (known != null) {
                return known;
            }
            if (network) {
                if (fromNetwork >= networkAtoms || bytesFromNetwork + utf8.length > networkBytes) {
                    return atom;
                }
                fromNetwork++;
                bytesFromNetwork += utf8.length;
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
    }

    private static void put(Atom[] atoms, Atom atom) {
        int mask = atoms.length - 1;
        int i = atom.hashCode() & mask;
        while (atoms[i] != null) {
            i = (i + 1) & mask;
        }
        SLOT.setRelease(atoms, i, atom);
    }
}
