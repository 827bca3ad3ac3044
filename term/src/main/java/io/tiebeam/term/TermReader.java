// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;

/**
 * Reads terms in the external format from bytes that nobody vouches for. Connections read frames with it; {@link
 * #decode} is for everyone else.
 *
 * <p>No size is believed before the bytes are there: elements of open containers are counted against the bytes that
 * remain, so that memory grows in proportion to the input. Nesting costs heap, not stack, and has a limit. Every
 * failure is a {@link TermException} with the byte offset, counted from the start of the input, and what was expected.
 * Used by one thread at a time. Source: erts, "External Term Format".
 */
public final class TermReader extends ScalarReader {
    /**
     * What a reader accepts.
     *
     * @param maxDepth how deep containers may be nested; 10,000 by default
     * @param maxInflated the most bytes that a compressed term may unpack to; 64 MiB by default
     * @param maxRatio how many times its packed size a compressed term may have; 1,100 by default, slightly more than
     *     zlib can reach
     * @param sliceFrom binaries of at least so many bytes are windows on the input instead of copies, unless they are
     *     so small a part of it (under an eighth) that keeping one would keep much else; the input must then never
     *     change. 1,024 by default, {@link Integer#MAX_VALUE} for never
     */
    public record Limits(int maxDepth, int maxInflated, int maxRatio, int sliceFrom) {
        /** The defaults: for input that nobody changes afterwards, such as a frame in an array of its own. */
        public static final Limits DEFAULT = new Limits(10_000, 64 << 20, 1_100, 1_024);

        /** The defaults for input in an array that will be used again: binaries are always copied. */
        public static final Limits COPYING = new Limits(10_000, 64 << 20, 1_100, Integer.MAX_VALUE);

        /**
         * Checks the limits.
         *
         * @throws IllegalArgumentException for a limit below 1
         */
        public Limits {
            if (maxDepth < 1 || maxInflated < 1 || maxRatio < 1 || sliceFrom < 1) {
                throw new IllegalArgumentException("limits are at least 1");
            }
        }
    }

    /** How deep a key of a map may be nested: keys are compared, and that takes stack. */
    static final int MAX_KEY_DEPTH = 200;

    private static final byte IMPROPER = 0; // kind of a level: a list whose last element is its tail

    private final Limits limits;
    private final Level outermost = new Level(null, 0);
    private int owed; // elements still to come of the containers around the innermost one: each takes a byte or more

    /** A container whose elements are being read; reused, one for each depth. */
    private static final class Level {
        final Level outer;
        final int depth;
        Level inner;
        byte kind;
        Term[] elements;
        int next;
        int end;
        int keyDepth; // 0: not part of a key
        Object head; // of a fun or record: what comes before its values

        Level(Level outer, int depth) {
            this.outer = outer;
            this.depth = depth;
        }
    }

    private record FunHead(int arity, Bits uniq, int index, Atom module, long oldIndex, long oldUniq, Pid creator) {}

    private record RecordHead(int flags, Atom module, Atom name, List<Atom> fields) {}

    /** A reader of {@code length} bytes from {@code offset}. See {@link Limits} for who may change them afterwards. */
    public TermReader(byte[] bytes, int offset, int length, Limits limits) {
        super(limits.sliceFrom());
        this.limits = limits;
        input(bytes, offset, length);
    }

    /** Reads these bytes from now on; a connection keeps one reader for all its frames. Cached atoms are forgotten. */
    public TermReader input(byte[] bytes, int offset, int length) {
        range(bytes, offset, length);
        cached = NO_ATOMS;
        return this;
    }

    /**
     * The term of {@code bytes}, which begin with 131 and hold nothing else: what {@code term_to_binary/1} makes.
     *
     * @throws TermException if they are not exactly one term
     */
    public static Term decode(byte[] bytes) {
        var reader = new TermReader(bytes, 0, bytes.length, Limits.COPYING);
        Term term = reader.readVersioned();
        if (reader.remaining() > 0) {
            throw reader.failure(
                    reader.at, "expected the end of the input, found " + bytes(reader.remaining()) + " more");
        }
        return term;
    }

    /** Takes addresses of the node that has two names for those that its own processes have, from now on. */
    public TermReader renaming(Renaming names) {
        renaming = names;
        return this;
    }

    /**
     * Passes over {@code length} bytes, which the caller knows to hold whole terms.
     *
     * @throws TermException if there are fewer
     */
    public void skip(int length) {
        take(length, "what is known already");
    }

    /** The atoms that cache references (tag 82) mean from now on, by their index; a distribution header names them. */
    public TermReader atomCache(Atom[] entries) {
        cached = entries;
        return this;
    }

    /**
     * The next term, which begins with 131 and may be compressed.
     *
     * @throws TermException if there is none; the position is then undefined
     */
    public Term readVersioned() {
        int from = at;
        int version = u8("a term with version byte 131");
        if (version != (Tag.VERSION & 0xFF)) {
            throw failure(from, "expected version byte 131, found " + version);
        }
        if (at < end && bytes[at] == Tag.COMPRESSED) {
            at++;
            return compressed();
        }
        return read();
    }

    private Term compressed() {
        int from = at;
        long size = u32("the size of a compressed term");
        if (size > limits.maxInflated() || size > (long) limits.maxRatio() * remaining()) {
            throw failure(
                    from,
                    bytes(remaining()) + ", compressed, claim to unpack to " + size + ", expected at most "
                            + Math.min(limits.maxInflated(), (long) limits.maxRatio() * remaining()));
        }
        Inflation inflation;
        try {
            inflation = Inflation.of(bytes, at, remaining(), (int) size);
        } catch (DataFormatException e) {
            throw failure(at, "expected a zlib stream: " + e.getMessage());
        }
        at += inflation.consumed();
        var reader = new TermReader(inflation.bytes(), 0, (int) size, limits).atomCache(cached);
        reader.renaming = renaming;
        try {
            Term term = reader.read();
            if (reader.remaining() > 0) {
                throw reader.failure(reader.at, "expected the end, found " + bytes(reader.remaining()) + " more");
            }
            return term;
        } catch (TermException e) {
            throw failure(from, "in the compressed term, " + e.getMessage());
        }
    }

    /**
     * The next term, which has no version byte.
     *
     * @throws TermException if there is none; the position is then undefined
     */
    public Term read() {
        Level level = outermost;
        Term[] elements = new Term[1];
        int next = 0;
        int full = 1;
        owed = 0;
        for (; ; ) {
            while (next == full) {
                if (level == outermost) {
                    level.elements = null;
                    return elements[0];
                }
                level.next = next;
                Term complete = complete(level);
                if (complete == null) { // a list that goes on
                    elements = level.elements;
                    full = level.end;
                    continue;
                }
                level.elements = null;
                level = level.outer;
                elements = level.elements;
                next = level.next;
                full = level.end;
                owed -= full - next - 1;
                elements[next++] = complete;
            }
            int p = at;
            if (p >= end) {
                throw failure(p, "expected a term, found 0 bytes");
            }
            byte[] in = bytes;
            byte tag = in[p];
            Term term;
            if (tag == Tag.SMALL_INTEGER && p + 2 <= end) {
                term = Int.of(in[p + 1] & 0xFF);
                at = p + 2;
            } else if (tag == Tag.INTEGER && p + 5 <= end) {
                term = Int.of(BigEndian.i32(in, p + 1));
                at = p + 5;
            } else if (tag == Tag.SMALL_ATOM_UTF8) {
                at = p + 1;
                term = atom(u8("the length of an atom"));
            } else if (isContainer(tag)) {
                at = p + 1;
                level.elements = elements;
                level.next = next;
                level.end = full;
                level = open(tag, level);
                elements = level.elements;
                next = level.next;
                full = level.end;
                continue;
            } else {
                at = p + 1;
                term = tag == Tag.BINARY ? binary() : tag == Tag.NIL ? ListTerm.EMPTY : scalar(tag);
            }
            elements[next++] = term;
        }
    }

    private static boolean isContainer(byte tag) {
        return switch (tag) {
            case Tag.SMALL_TUPLE, Tag.LARGE_TUPLE, Tag.LIST, Tag.MAP, Tag.NEW_FUN, Tag.NATIVE_RECORD -> true;
            default -> false;
        };
    }

    // Containers.

    /** The level for the elements of the container {@code tag}, which is an element of {@code outer}. */
    private Level open(byte tag, Level outer) {
        int from = at - 1;
        if (outer.depth == limits.maxDepth()) {
            throw failure(from, "expected a term nested at most " + limits.maxDepth() + " deep");
        }
        Level level = outer.inner;
        if (level == null) {
            level = outer.inner = new Level(outer, outer.depth + 1);
        }
        boolean key = outer.kind == Tag.MAP && (outer.next & 1) == 0;
        level.keyDepth = outer.keyDepth > 0 || key ? outer.keyDepth + 1 : 0;
        if (level.keyDepth > MAX_KEY_DEPTH) {
            throw failure(from, "expected a map whose keys are nested at most " + MAX_KEY_DEPTH + " deep");
        }
        owed += outer.end - outer.next - 1;
        level.kind = tag;
        long count = switch (tag) {
            case Tag.SMALL_TUPLE -> u8("the size of a tuple");
            case Tag.LARGE_TUPLE -> u32("the size of a tuple");
            case Tag.LIST -> u32("the length of a list");
            case Tag.MAP -> 2 * u32("the size of a map");
            case Tag.NEW_FUN -> funHead(level);
            default -> recordHead(level);
        };
        level.end = present(from, count);
        fill(level);
        return level;
    }

    /**
     * Makes the array of {@code level} and reads the integers and known atoms that it begins with. Here the JIT knows
     * the type of the array, so that storing needs no check: lists of integers are read in two thirds of the time.
     */
    private void fill(Level level) {
        Term[] elements = new Term[level.end];
        byte[] in = bytes;
        int next = 0;
        int p = at;
        for (; next < elements.length && p + 5 <= end; next++) {
            byte tag = in[p];
            if (tag == Tag.INTEGER) {
                elements[next] = Int.of(BigEndian.i32(in, p + 1));
                p += 5;
            } else if (tag == Tag.SMALL_INTEGER) {
                elements[next] = Int.of(in[p + 1] & 0xFF);
                p += 2;
            } else if (tag == Tag.SMALL_ATOM_UTF8) {
                int length = in[p + 1] & 0xFF;
                Atom known = p + 2 + length <= end ? AtomTable.SHARED.known(in, p + 2, length) : null;
                if (known == null) {
                    break;
                }
                elements[next] = known;
                p += 2 + length;
            } else {
                break;
            }
        }
        at = p;
        level.elements = elements;
        level.next = next;
    }

    /** {@code count} as a number of elements for which there are bytes. */
    private int present(int from, long count) {
        if (count > remaining() - owed) {
            throw failure(
                    from,
                    "expected " + count + " elements and " + owed + " more around them, found " + bytes(remaining()));
        }
        return (int) count;
    }

    /** The term of a level that is full; null if it is a list that goes on. */
    private Term complete(Level level) {
        Term[] elements = level.elements;
        switch (level.kind) {
            case Tag.SMALL_TUPLE, Tag.LARGE_TUPLE:
                return Tuple.owning(elements);
            case Tag.LIST:
                return tail(level);
            case IMPROPER:
                int last = level.end - 1;
                // A list of no elements is its tail: so BEAM reads it.
                return last == 0 ? elements[0] : ListTerm.owning(Arrays.copyOf(elements, last), elements[last]);
            case Tag.MAP:
                try {
                    return elements.length == 0 ? MapTerm.EMPTY : MapTerm.owning(elements);
                } catch (IllegalArgumentException e) {
                    throw failure(at, "expected each key of the map once, up to here");
                }
            case Tag.NEW_FUN:
                FunHead fun = (FunHead) level.head;
                level.head = null;
                return new Fun(
                        fun.module(),
                        fun.index(),
                        fun.uniq(),
                        fun.oldIndex(),
                        fun.oldUniq(),
                        fun.creator(),
                        fun.arity(),
                        Arrays.asList(elements));
            default:
                RecordHead head = (RecordHead) level.head;
                level.head = null;
                return new NativeRecord(
                        head.flags(), head.module(), head.name(), head.fields(), Arrays.asList(elements));
        }
    }

    /**
     * What follows the elements of a list. A tail that is a list goes on in the same array, which grows geometrically,
     * so that a chain of short lists costs no more than one long list.
     */
    private Term tail(Level level) {
        int filled = level.end;
        byte tag = at < end ? bytes[at] : Tag.NIL;
        if (tag == Tag.NIL) {
            u8("the tail of a list");
            return ListTerm.owning(trimmed(level));
        }
        if (tag == Tag.LIST) {
            int from = at++;
            room(level, present(from, u32("the length of a list")));
            return null;
        }
        if (tag == Tag.STRING) {
            at++;
            Term[] more = string(u16("the length of a byte list"));
            room(level, more.length);
            System.arraycopy(more, 0, level.elements, filled, more.length);
            return ListTerm.owning(trimmed(level));
        }
        level.kind = IMPROPER;
        room(level, 1);
        return null;
    }

    private static void room(Level level, int more) {
        int wanted = level.end + more;
        if (wanted > level.elements.length) {
            level.elements = Arrays.copyOf(level.elements, Math.max(wanted, level.end + level.end / 2));
        }
        level.end = wanted;
    }

    private static Term[] trimmed(Level level) {
        return level.elements.length == level.end ? level.elements : Arrays.copyOf(level.elements, level.end);
    }

    private long funHead(Level level) {
        u32("the size of a fun"); // BEAM passes over it, too
        int arity = u8("the arity of a fun");
        Bits uniq = Bits.owning(copy(16, "the digest of a fun"));
        int index = i32("the index of a fun");
        long free = u32("the number of free variables of a fun");
        Atom module = atom("the module of a fun");
        long oldIndex = integer("the old index of a fun");
        long oldUniq = integer("the old uniq of a fun");
        byte tag = tag("the creator of a fun");
        if (tag != Tag.NEW_PID && tag != Tag.PID) {
            throw failure(at - 1, "expected a pid, the creator of a fun, found tag " + (tag & 0xFF));
        }
        level.head = new FunHead(arity, uniq, index, module, oldIndex, oldUniq, pid(tag));
        return free;
    }

    private long recordHead(Level level) {
        int from = at - 1;
        long count = u32("the size of a record");
        int flags = u8("the flags of a record");
        Atom module = atom("the module of a record");
        Atom name = atom("the name of a record");
        Atom[] fields = new Atom[present(from, 2 * count) / 2]; // each field takes a byte, and each value
        for (int i = 0; i < fields.length; i++) {
            fields[i] = atom("a field of a record");
        }
        level.head = new RecordHead(flags, module, name, List.of(fields));
        return count;
    }
}
