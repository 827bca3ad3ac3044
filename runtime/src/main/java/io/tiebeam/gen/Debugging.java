// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.Kernel;
import io.tiebeam.io.DeviceException;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What {@code sys} can have a server do with its events: print them, keep the last ones, count them, call functions with
 * them. Costs one look at a flag per message while nothing is asked for. On the server's thread only.
 *
 * <p>Source: {@code sys.erl}, {@code handle_debug} and {@code debug_cmd}. No file is written for others: {@code
 * log_to_file} is answered as if it could not be opened.
 */
public final class Debugging {
    private static final System.Logger LOGGER = System.getLogger("io.tiebeam");
    private static final Atom IN = Atom.of("in");
    private static final Atom OUT = Atom.of("out");
    private static final Atom NOREPLY = Atom.of("noreply");
    private static final Atom TRACE = Atom.of("trace");
    private static final Atom LOG = Atom.of("log");
    private static final Atom STATISTICS = Atom.of("statistics");
    private static final Atom GET = Atom.of("get");
    private static final Atom INSTALL = Atom.of("install");
    private static final Atom REMOVE = Atom.of("remove");
    private static final Atom LOG_TO_FILE = Atom.of("log_to_file");
    private static final Atom NO_DEBUG = Atom.of("no_debug");
    private static final Atom NO_STATISTICS = Atom.of("no_statistics");
    private static final Atom UNKNOWN_DEBUG = Atom.of("unknown_debug");
    private static final int USUAL = 10;

    private final ProcessCell self;
    private final Server server;
    private final ArrayDeque<Told> events = new ArrayDeque<>(1); // small while nothing is kept: most servers never do
    private Installed installed = Installed.NONE;
    private boolean on; // whether any of the following is asked for
    private boolean tracing;
    private int kept; // how many events are kept; 0: none
    private LocalDateTime countingSince; // null: not counting
    private long in;
    private long out;

    /** An event, and what is printed of it. */
    private record Told(Term event, Supplier<Line> line) {}

    Debugging(ProcessCell self, Server server) {
        this.self = self;
        this.server = server;
    }

    /** With what was asked for at the start; {@code kept} events are kept. */
    public Debugging(ProcessCell self, Server server, boolean tracing, int kept, boolean counting) {
        this(self, server);
        this.tracing = tracing;
        this.kept = kept;
        count(counting);
        changed();
    }

    /** Whether anybody wants to know: if not, no event needs to be made. */
    public boolean isOn() {
        return on;
    }

    /** A message is about to be served. */
    void in(Object message) {
        if (on && !server.tellsItsEvents()) {
            Term term = ServerLoop.shown(message);
            event(Tuple.of(IN, term), () -> server.behaviour().got(term));
        }
    }

    /** {@code reply} was given to {@code from}. */
    public void out(Tuple from, Term reply) {
        if (on) {
            Term state = server.stateOrError();
            event(
                    Tuple.of(OUT, reply, from, state),
                    () -> Line.of("sent ~tp to ~tw, new state ~tp", reply, from.get(0), state));
        }
    }

    /** A message was served without an answer. */
    public void noReply() {
        if (on) {
            Term state = server.stateOrError();
            event(Tuple.of(NOREPLY, state), () -> Line.of("new state ~tp", state));
        }
    }

    /** Something else has happened that the server tells of. */
    public void told(Supplier<Term> event, Supplier<Line> line) {
        if (on) {
            event(event.get(), line);
        }
    }

    private void event(Term event, Supplier<Line> line) {
        if (event instanceof Tuple t && t.get(0).equals(IN)) {
            in++;
        } else if (event instanceof Tuple t && t.get(0).equals(OUT)) {
            out++;
        }
        Told told = new Told(event, line);
        if (kept > 0) {
            if (events.size() >= kept) {
                events.removeFirst();
            }
            events.addLast(told);
        }
        if (tracing) {
            print(told);
            changed();
        }
        if (!installed.isEmpty()) {
            installed = installed.tell(self, event, name());
            changed();
        }
    }

    /** Prints it; where that cannot be, the server goes on, and nothing more is printed. */
    private void print(Told told) {
        try {
            Kernel.print(told.line().get().text(name()));
        } catch (DeviceException gone) {
            tracing = false;
            LOGGER.log(Level.WARNING, name() + " is traced no more: " + gone.getMessage());
        }
    }

    private Term name() {
        return self.registeredName().<Term>map(name -> name).orElse(self.pid());
    }

    /** The events that are kept, the oldest first. */
    List<Term> log() {
        return events.stream().map(Told::event).toList();
    }

    /** What {@code sys:get_status} shows of this. */
    Term options() {
        List<Term> options = new ArrayList<>();
        if (tracing) {
            options.add(Tuple.of(TRACE, Atom.TRUE));
        }
        if (kept > 0) {
            options.add(Tuple.of(LOG, ListTerm.of(log())));
        }
        if (countingSince != null) {
            options.add(Tuple.of(STATISTICS, statistics()));
        }
        options.addAll(installed.toTerms());
        return ListTerm.of(options);
    }

    /** Does what {@code {debug, command}} asks for, and gives the answer. */
    Term command(Term command) {
        if (command.equals(NO_DEBUG)) {
            tracing = false;
            kept = 0;
            countingSince = null;
            events.clear();
            installed = Installed.NONE;
        } else if (command instanceof Tuple t && t.is(TRACE, 2) && isBoolean(t.get(1))) {
            tracing = t.get(1).equals(Atom.TRUE);
        } else if (command instanceof Tuple t && t.is(LOG, 2)) {
            return log(t.get(1));
        } else if (command instanceof Tuple t && t.is(STATISTICS, 2) && t.get(1).equals(GET)) {
            return Words.ok(countingSince == null ? NO_STATISTICS : statistics());
        } else if (command instanceof Tuple t && t.is(STATISTICS, 2) && isBoolean(t.get(1))) {
            count(t.get(1).equals(Atom.TRUE));
        } else if (command instanceof Tuple t && t.is(INSTALL, 2) && install(t.get(1))) {
            return changed();
        } else if (command instanceof Tuple t && t.is(REMOVE, 2)) {
            remove(t.get(1));
        } else if (command instanceof Tuple t && t.is(LOG_TO_FILE, 2)) {
            return t.get(1).equals(Atom.FALSE) ? Atom.OK : Words.error(Atom.of("open_file"));
        } else {
            return UNKNOWN_DEBUG;
        }
        return changed();
    }

    private boolean install(Term what) {
        Optional<Installed> more = installed.with(what);
        more.ifPresent(all -> installed = all);
        return more.isPresent();
    }

    /** A function, by its id; {@code trace}, {@code log} and {@code statistics} are ids too. */
    private void remove(Term id) {
        installed = installed.without(id);
        if (id.equals(TRACE)) {
            tracing = false;
        } else if (id.equals(LOG)) {
            keep(0);
        } else if (id.equals(STATISTICS)) {
            countingSince = null;
        }
    }

    private Term log(Term what) {
        Optional<Integer> size = size(what);
        if (size.isPresent()) {
            keep(size.get());
            return changed();
        }
        if (what.equals(Atom.of("print"))) {
            events.forEach(this::print);
            return Atom.OK;
        }
        return what.equals(GET) ? Words.ok(ListTerm.of(log())) : UNKNOWN_DEBUG;
    }

    private static Optional<Integer> size(Term what) {
        if (isBoolean(what)) {
            return Optional.of(what.equals(Atom.TRUE) ? USUAL : 0);
        }
        return what instanceof Tuple t
                        && t.is(Atom.TRUE, 2)
                        && t.get(1) instanceof Int n
                        && n.value() >= 1
                        && n.value() <= Integer.MAX_VALUE
                ? Optional.of((int) n.value())
                : Optional.empty();
    }

    private void keep(int size) {
        kept = size;
        while (events.size() > kept) {
            events.removeFirst();
        }
    }

    private void count(boolean wanted) {
        if (wanted && countingSince == null) {
            countingSince = LocalDateTime.now();
            in = 0;
            out = 0;
        } else if (!wanted) {
            countingSince = null;
        }
    }

    private Term changed() {
        on = tracing || kept > 0 || countingSince != null || !installed.isEmpty();
        return Atom.OK;
    }

    private static boolean isBoolean(Term term) {
        return term.equals(Atom.TRUE) || term.equals(Atom.FALSE);
    }

    /** As {@code sys:statistics(Server, get)}; a JVM counts no reductions. */
    private Term statistics() {
        return ListTerm.of(
                Tuple.of(Atom.of("start_time"), time(countingSince)),
                Tuple.of(Atom.of("current_time"), time(LocalDateTime.now())),
                Tuple.of(Atom.of("reductions"), Int.of(0)),
                Tuple.of(Atom.of("messages_in"), Int.of(in)),
                Tuple.of(Atom.of("messages_out"), Int.of(out)));
    }

    private static Term time(LocalDateTime t) {
        return Tuple.of(
                Tuple.of(Int.of(t.getYear()), Int.of(t.getMonthValue()), Int.of(t.getDayOfMonth())),
                Tuple.of(Int.of(t.getHour()), Int.of(t.getMinute()), Int.of(t.getSecond())));
    }
}
