// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

import io.tiebeam.term.Inspect.Options;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Decides the line breaks of a {@link Doc} as Elixir does: a group that fits the rest of the line stays flat, a strict
 * break follows its group, a flex break looks only as far as the next possible break.
 */
final class Layout {
    private static final int UNLIMITED = Options.UNLIMITED;

    private enum Mode {
        FLAT,
        BREAK
    }

    private record Entry(int indent, Mode mode, Doc doc) {}

    private final int width;
    private final StringBuilder out = new StringBuilder();
    private int column;

    private Layout(int width) {
        this.width = width;
    }

    static String print(Doc doc, int width) {
        Layout layout = new Layout(width);
        layout.run(doc);
        return layout.out.toString();
    }

    private void run(Doc root) {
        Deque<Entry> todo = new ArrayDeque<>();
        todo.push(new Entry(0, Mode.FLAT, new Doc.Group(root)));
        while (!todo.isEmpty()) {
            Entry entry = todo.pop();
            switch (entry.doc) {
                case Doc.Text(String text) -> append(text);
                case Doc.Concat(List<Doc> docs) -> pushAll(docs, entry, todo);
                case Doc.Nest(Doc doc, int more) -> todo.push(new Entry(entry.indent + more, entry.mode, doc));
                case Doc.Later later -> todo.push(new Entry(entry.indent, entry.mode, later.doc()));
                case Doc.Group(Doc doc) -> {
                    Entry flat = new Entry(entry.indent, Mode.FLAT, doc);
                    boolean stays = width == UNLIMITED || fits(column, false, flat, new ArrayDeque<>());
                    todo.push(stays ? flat : new Entry(entry.indent, Mode.BREAK, doc));
                }
                case Doc.Break(String flat, boolean flex) -> {
                    boolean stays = entry.mode == Mode.FLAT || (flex && fits(column + flat.length(), true, null, todo));
                    if (stays) {
                        append(flat);
                    } else {
                        out.append('\n').append(" ".repeat(entry.indent));
                        column = entry.indent;
                    }
                }
            }
        }
    }

    private void append(String text) {
        out.append(text);
        if (width != UNLIMITED) {
            column += utf8Length(text);
        }
    }

    private static void pushAll(List<Doc> docs, Entry entry, Deque<Entry> stack) {
        for (int i = docs.size() - 1; i >= 0; i--) {
            stack.push(new Entry(entry.indent, entry.mode, docs.get(i)));
        }
    }

    /**
     * Whether {@code first} and then {@code rest}, up to the first break that may become a new line, end before the
     * width. What has no break at all fits anywhere: nothing could be done about it.
     *
     * @param broken whether a break was passed already
     */
    private boolean fits(int start, boolean broken, Entry first, Deque<Entry> rest) {
        int at = start;
        boolean sawBreak = broken;
        Deque<Entry> ahead = new ArrayDeque<>();
        if (first != null) {
            ahead.push(first);
        }
        Iterator<Entry> later = rest.iterator();
        while (true) {
            if (at > width && sawBreak) {
                return false;
            }
            if (ahead.isEmpty()) {
                if (!later.hasNext()) {
                    return true;
                }
                ahead.push(later.next());
            }
            Entry entry = ahead.pop();
            switch (entry.doc) {
                case Doc.Text(String text) -> at += utf8Length(text);
                case Doc.Concat(List<Doc> docs) -> pushAll(docs, entry, ahead);
                case Doc.Nest(Doc doc, int more) -> ahead.push(new Entry(entry.indent + more, entry.mode, doc));
                case Doc.Later made -> ahead.push(new Entry(entry.indent, entry.mode, made.doc()));
                case Doc.Group(Doc doc) -> ahead.push(new Entry(entry.indent, Mode.FLAT, doc));
                case Doc.Break wrap -> {
                    if (entry.mode == Mode.BREAK) {
                        return true;
                    }
                    at += wrap.flat().length();
                    sawBreak = true;
                }
            }
        }
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
