// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.skip;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.otp.Machines.term;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.Processes;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code sys} finds in servers, machines and event managers, and does to them, found and done here. */
@Scenarios("sys")
class SysScenariosTest {
    private static final Atom A = Atom.of("a");
    private static final Atom B = Atom.of("b");
    private static final Atom C = Atom.of("c");
    private static final Atom HELLO = Atom.of("hello");
    private static final Atom MORE = Atom.of("more");
    private static final Atom GET = Atom.of("get");
    private static final Atom SYNC = Atom.of("sync");
    private static final Atom EXTRA = Atom.of("extra");
    private static final Term ONE = Int.of(1);

    private static Tuple t(Object... elements) {
        Term[] terms = new Term[elements.length];
        for (int i = 0; i < elements.length; i++) {
            terms[i] = term(elements[i]);
        }
        return Tuple.of(terms);
    }

    private static MapTerm counted(int count) {
        return MapTerm.of(Atom.of("count"), Int.of(count));
    }

    private static void failAs(Term extra) {
        if (extra.equals(Atom.of("fail"))) {
            throw new IllegalArgumentException("bad");
        }
        if (extra.equals(Atom.of("exit"))) {
            exit("no");
        }
    }

    /** A machine with a count as its data. */
    private static final class Keeper extends GenStateMachine<Atom, Term> {
        private final Trace trace;
        private int count = 1;

        Keeper(Trace trace) {
            this.trace = trace;
        }

        @Override
        protected Object data() {
            return counted(count);
        }

        @Override
        protected Transition<Atom> init() {
            return nextState(A);
        }

        @Override
        protected boolean stateEnter() {
            return true;
        }

        @Override
        protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return switch (event) {
                case Event.Call(var from, var _) -> Machines.keep().reply(from, t(state, count));
                case Event.Cast<Atom, Term>(Tuple go) when go.is(Atom.of("go"), 2) -> nextState((Atom) go.get(1));
                case Event.Cast<Atom, Term>(Tuple timeout) ->
                    Machines.keep()
                            .stateTimeout(Duration.ofMillis(((Int) timeout.get(1)).value()), Atom.of("s"))
                            .cancelGenericTimeout(Atom.of("n"));
                case Event.Cast<Atom, Term>(Atom word) -> cast(state, word.name());
                case Event.Enter<Atom, Term> _
                when state.equals(B) -> {
                    trace.trace(Atom.of("entered"));
                    yield keepState();
                }
                default -> keepState();
            };
        }

        private Transition<Atom> cast(Atom state, String word) {
            return switch (word) {
                case "later" -> Machines.keep().postpone(state.equals(A));
                case "insert" -> Machines.keep().nextEvent(1);
                case "push" -> Machines.keep().pushHandler(new Pushed(this));
                default -> keepState();
            };
        }

        @Override
        protected void terminate(Term reason, Atom state) {
            trace.trace(t("terminate", reason, state));
        }

        @Override
        protected Atom codeChange(Term oldVersion, Atom state, Term extra) {
            failAs(extra);
            trace.trace(t("code_change", oldVersion, state, extra));
            count++;
            return B;
        }
    }

    private record Pushed(Keeper keeper) implements StateHandler<Atom, Term> {
        @Override
        public Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return keeper.handleEvent(state, event);
        }

        @Override
        public Atom codeChange(Term oldVersion, Atom state, Term extra) {
            keeper.trace.trace(t("pushed", "code_change", oldVersion, state, extra));
            return C;
        }
    }

    /** A machine that shows what it is told of its data. */
    private static final class Discreet extends GenStateMachine<Atom, Term> {
        private final Term what;

        Discreet(Term what) {
            this.what = what;
        }

        @Override
        protected Transition<Atom> init() {
            return nextState(A);
        }

        @Override
        protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return keepState();
        }

        @Override
        protected Object formatStatus(Term data) {
            if (what.equals(Atom.of("crash"))) {
                throw new IllegalStateException("no");
            }
            return Atom.of("hidden");
        }
    }

    /** A server with a count as its state. */
    private static final class Account extends GenServer<Term> {
        private final Trace trace;
        private int count = 1;

        Account(Trace trace) {
            this.trace = trace;
        }

        @Override
        protected Object formatStatus(Term state) {
            if (count == 13) {
                throw new IllegalStateException("no");
            }
            return count == 14 ? Atom.of("hidden") : state;
        }

        @Override
        protected Object inspectState() {
            return counted(count);
        }

        @Override
        protected Reply handleCall(Term message, From from) {
            return reply(count);
        }

        @Override
        protected NoReply handleCast(Term message) {
            count++;
            return noReply();
        }

        @Override
        protected NoReply handleInfo(Object message) {
            return noReply();
        }

        @Override
        protected Object codeChange(Term oldVersion, Term state, Term extra) {
            failAs(extra);
            trace.trace(t("code_change", oldVersion, extra));
            return counted(count * 10);
        }
    }

    private static final class Plain extends GenServer<Term> {
        private int count = 1;
    }

    private static class Quiet extends EventHandler<Term> {
        protected int count;

        Quiet(int count) {
            this.count = count;
        }

        @Override
        protected Handling handleEvent(Term event) {
            return keep();
        }

        @Override
        protected Handling handleCall(Term request) {
            return keep().reply(Atom.OK);
        }

        @Override
        protected Handling handleInfo(Object message) {
            return keep();
        }
    }

    private static final class Tally extends EventHandler<Term> {
        private final Trace trace;
        private int count;

        Tally(Trace trace, int count) {
            this.trace = trace;
            this.count = count;
        }

        @Override
        protected Handling handleEvent(Term event) {
            return keep();
        }

        @Override
        protected Object inspectState() {
            return counted(count);
        }

        @Override
        protected Object formatStatus(Term state) {
            if (count == 13) {
                throw new IllegalStateException("no");
            }
            return Atom.of("hidden");
        }

        @Override
        protected Object codeChange(Term oldVersion, Term state, Term extra) {
            if (count == 13) {
                throw new IllegalArgumentException("bad");
            }
            trace.trace(t("code_change", oldVersion, count, extra));
            return counted(count * 10);
        }
    }

    // ---- functions to be installed, and to replace states with ---------------------------------------------------

    private static volatile Trace watched; // of the scenario that runs: one at a time

    public static Term count(Term n, Term event, Term name) {
        long seen = ((Int) n).value();
        if (seen == 3) {
            return Atom.of("done");
        }
        watched.trace(t("seen", n, ((Tuple) event).get(0)));
        return Int.of(seen + 1);
    }

    public static Term fail(Term n, Term event, Term name) {
        watched.trace(Atom.of("failing"));
        throw new IllegalStateException("no");
    }

    public static Term goToB(Term state) {
        return Tuple.of(B, counted(7));
    }

    public static Term refuse(Term state) {
        throw new IllegalArgumentException("bad");
    }

    public static Term twice(Term state) {
        return Int.of(2 * ((Int) state).value());
    }

    public static Term bump(Term row) {
        Tuple handler = (Tuple) row;
        int count = (int) ((Int) ((MapTerm) handler.get(2)).asMap().get(Atom.of("count"))).value();
        return switch (count) {
            case 13 -> throw new IllegalStateException("no");
            case 14 -> t(handler.get(0), "other", counted(15));
            default -> t(handler.get(0), handler.get(1), counted(count + 1));
        };
    }

    public static Term leave(Term state) {
        return exit("left");
    }

    private static void expose(Trace trace) {
        watched = trace;
        Exposures.of(ProcessCell.current().orElseThrow().node()).expose(SysScenariosTest.class, MethodHandles.lookup());
    }

    private static Term function(String name) {
        return new ExportFun(Atom.of("Elixir.SysScenariosTest"), Atom.of(name), 3);
    }

    /** Sends a request of sys, and gives the answer as it is. */
    private static Term ask(Pid server, Object request) {
        Ref ref = ProcessCell.current().orElseThrow().newRef();
        send(server, t("system", t(self(), ref), request));
        return receive(Tuple.class, answer -> answer.get(0).equals(ref) ? answer.get(1) : skip());
    }

    private static Term sync(Pid machine) {
        return GenStateMachine.call(machine, SYNC);
    }

    private static Term get(Pid account) {
        return GenServer.call(account, GET);
    }

    private static Pid keeper(Trace trace) {
        return new Keeper(trace).startLink();
    }

    private static Pid account(Trace trace) {
        return new Account(trace).startLink();
    }

    private static void casts(Pid machine, Object... messages) {
        for (Object message : messages) {
            GenStateMachine.cast(machine, term(message));
        }
    }

    // ---- states ---------------------------------------------------------------------------------------------------

    @Test
    void the_state_of_a_machine_is_seen_with_its_data(Trace trace) {
        Pid pid = keeper(trace);
        trace.trace(Sys.getState(pid));
        casts(pid, t("go", C));
        trace.trace(Sys.getState(pid));
    }

    @Test
    void the_state_of_a_machine_is_replaced_without_being_entered(Trace trace) {
        expose(trace);
        Pid pid = keeper(trace);
        trace.trace(Sys.replaceState(pid, SysScenariosTest::goToB));
        trace.trace(sync(pid));
    }

    @Test
    void what_cannot_replace_a_state_leaves_it(Trace trace) {
        expose(trace);
        Pid pid = keeper(trace);
        try {
            trace.trace(Sys.replaceState(pid, SysScenariosTest::refuse));
        } catch (ExitException failed) {
            trace.trace(failed.reason());
        }
        trace.trace(sync(pid));
    }

    @Test
    void the_state_of_a_suspended_machine_is_replaced(Trace trace) {
        expose(trace);
        Pid pid = keeper(trace);
        Sys.suspend(pid);
        trace.trace(Sys.replaceState(pid, SysScenariosTest::goToB));
        Sys.resume(pid);
        trace.trace(sync(pid));
    }

    private static HandlerId quiet(String id) {
        return HandlerId.of(Quiet.class).id(Atom.of(id));
    }

    @Test
    void the_states_of_handlers_are_replaced_one_by_one(Trace trace) {
        expose(trace);
        Pid pid = manager();
        EventManager.addHandler(pid, new Quiet(1));
        EventManager.addHandler(pid, quiet("fails"), new Quiet(13));
        EventManager.addHandler(pid, quiet("strange"), new Quiet(14));
        trace.trace(Sys.replaceState(pid, SysScenariosTest::bump));
        trace.trace(Sys.getState(pid));
    }

    @Test
    void a_suspended_machine_can_be_terminated(Trace trace) {
        Processes.trapExit(true);
        Pid pid = keeper(trace);
        trace.label(pid, "machine");
        Sys.suspend(pid);
        terminated(trace, pid, "enough");
    }

    @Test
    void a_machine_that_runs_can_be_terminated(Trace trace) {
        Processes.trapExit(true);
        Pid pid = keeper(trace);
        trace.label(pid, "machine");
        terminated(trace, pid, "shutdown");
    }

    private static void terminated(Trace trace, Pid pid, String reason) {
        Sys.terminate(pid, Atom.of(reason));
        Term end = receive();
        trace.trace(Atom.OK);
        trace.trace(end);
    }

    // ---- statuses -------------------------------------------------------------------------------------------------

    private static List<Term> parts(Pid server) {
        return ((ListTerm) ((Tuple) Sys.getStatus(server)).get(3)).elements();
    }

    private static void rows(Trace trace, Pid server) {
        ListTerm misc = (ListTerm) parts(server).getLast();
        misc.elements().stream().skip(1).map(SysScenariosTest::words).forEach(trace::trace);
    }

    /** {@code term} with strings for its charlists, which releases of Elixir write in different ways. */
    private static Term words(Term term) {
        return switch (term) {
            case ListTerm list
            when !list.isEmpty() && list.elements().stream().allMatch(Int.class::isInstance) ->
                Bits.of(list.elements().stream()
                        .map(letter -> Character.toString((int) ((Int) letter).value()))
                        .collect(Collectors.joining()));
            case ListTerm list ->
                ListTerm.of(
                        list.elements().stream().map(SysScenariosTest::words).toList());
            case Tuple tuple ->
                Tuple.of(tuple.elements().stream().map(SysScenariosTest::words).toArray(Term[]::new));
            default -> term;
        };
    }

    private static void summary(Trace trace, Pid server) {
        List<Term> parts = parts(server);
        trace.trace(t(((Tuple) Sys.getStatus(server)).get(2), parts.get(1), parts.get(2), parts.get(3)));
    }

    @Test
    void the_status_of_a_machine_has_rows(Trace trace) {
        Pid pid = keeper(trace);
        summary(trace, pid);
        rows(trace, pid);
    }

    @Test
    void the_status_of_a_machine_shows_what_waits_in_it(Trace trace) {
        Pid pid = keeper(trace);
        casts(pid, "later", "push", t("timeout", 60_000));
        Sys.suspend(pid);
        trace.trace(parts(pid).get(1));
        rows(trace, pid);
    }

    private static void last(Trace trace, Pid server) {
        trace.trace(words(((ListTerm) parts(server).getLast()).elements().getLast()));
    }

    @Test
    void a_machine_shows_of_its_data_what_it_wants(Trace trace) {
        last(trace, new Discreet(ONE).startLink());
    }

    @Test
    void a_machine_that_fails_to_show_its_data_goes_on(Trace trace) {
        Pid pid = new Discreet(Atom.of("crash")).startLink();
        last(trace, pid);
        trace.trace(Sys.getState(pid));
    }

    @Test
    void the_status_of_a_server_has_rows(Trace trace) {
        Pid pid = account(trace);
        summary(trace, pid);
        rows(trace, pid);
    }

    @Test
    void a_server_shows_of_its_state_what_it_wants(Trace trace) {
        Account account = new Account(trace);
        account.count = 14;
        last(trace, account.startLink());
    }

    @Test
    void a_server_that_fails_to_show_its_state_goes_on(Trace trace) {
        Account account = new Account(trace);
        account.count = 13;
        Pid pid = account.startLink();
        last(trace, pid);
        trace.trace(get(pid));
    }

    @Test
    void a_handler_that_fails_to_show_its_state_goes_on(Trace trace) {
        Pid pid = new EventManager().startLink();
        EventManager.addHandler(pid, new Tally(trace, 13));
        EventManager.addHandler(pid, tally("x"), new Tally(trace, 14));
        last(trace, pid);
        trace.trace(ListTerm.of(
                EventManager.whichHandlers(pid).stream().map(HandlerId::toTerm).toList()));
    }

    private static HandlerId tally(Object id) {
        return HandlerId.of(Tally.class).id(term(id));
    }

    @Test
    void the_status_of_an_event_manager_lists_its_handlers(Trace trace) {
        Pid pid = new EventManager().startLink();
        EventManager.addHandler(pid, new Quiet(1));
        EventManager.addSupHandler(pid, HandlerId.of(Quiet.class).id(Atom.of("x")), new Quiet(2));
        summary(trace, pid);
        rows(trace, pid);
    }

    // ---- events ---------------------------------------------------------------------------------------------------

    @Test
    void the_events_of_a_machine_can_be_kept(Trace trace) {
        Pid pid = keeper(trace);
        Sys.log(pid, 20);
        trace.trace(Atom.OK);
        casts(pid, HELLO);
        send(pid, Atom.of("info"));
        sync(pid);
        Sys.getLog(pid).forEach(trace::trace);
    }

    @Test
    void what_happens_within_a_machine_is_among_its_events(Trace trace) {
        Pid pid = keeper(trace);
        Sys.log(pid, 50);
        trace.trace(Atom.OK);
        casts(pid, "later", "insert", t("timeout", 60_000), t("timeout", 0), "push", t("go", C));
        sync(pid);
        Sys.getLog(pid).forEach(trace::trace);
    }

    @Test
    void the_events_of_a_machine_can_be_kept_from_its_start(Trace trace) {
        Pid pid = new Keeper(trace).startLink(StartOptions.DEFAULT.log(10));
        casts(pid, t("go", B));
        sync(pid);
        Sys.getLog(pid).stream().limit(4).forEach(trace::trace);
    }

    @Test
    void the_last_events_are_kept_and_no_more(Trace trace) {
        Pid pid = account(trace);
        Sys.log(pid, 2);
        trace.trace(Atom.OK);
        for (int i = 0; i < 3; i++) {
            GenServer.cast(pid, MORE);
        }
        get(pid);
        trace.trace(ListTerm.of(
                Sys.getLog(pid).stream().map(event -> ((Tuple) event).get(0)).toList()));
        Sys.log(pid, 0);
        trace.trace(Atom.OK);
        trace.trace(t(Atom.OK, ListTerm.of(Sys.getLog(pid))));
    }

    private static Term statistics(Pid server) {
        return t(Atom.OK, Sys.getStatistics(server).<Term>map(s -> s).orElse(Atom.of("no_statistics")));
    }

    @Test
    void the_messages_of_a_machine_can_be_counted(Trace trace) {
        Pid pid = keeper(trace);
        trace.trace(statistics(pid));
        Sys.statistics(pid, true);
        trace.trace(Atom.OK);
        casts(pid, HELLO, "insert", t("timeout", 0));
        sync(pid);
        ListTerm counts = Sys.getStatistics(pid).orElseThrow();
        trace.trace(t(((Tuple) counts.get(3)).get(1), ((Tuple) counts.get(4)).get(1)));
    }

    private static void install(Trace trace, Pid server) {
        expose(trace);
        Sys.install(server, SysScenariosTest::count, Int.of(0));
        trace.trace(Atom.OK);
    }

    @Test
    void a_function_is_called_with_the_events_of_a_server_until_it_is_done(Trace trace) {
        Pid pid = account(trace);
        install(trace, pid);
        GenServer.cast(pid, MORE);
        trace.trace(get(pid));
        trace.trace(get(pid));
    }

    @Test
    void a_function_is_called_with_the_events_of_a_machine(Trace trace) {
        Pid pid = keeper(trace);
        install(trace, pid);
        casts(pid, HELLO);
        trace.trace(sync(pid));
    }

    @Test
    void a_function_that_fails_is_removed(Trace trace) {
        expose(trace);
        Pid pid = account(trace);
        Sys.install(pid, SysScenariosTest::fail, Int.of(0));
        trace.trace(Atom.OK);
        trace.trace(get(pid));
        trace.trace(get(pid));
    }

    @Test
    void a_function_can_be_removed(Trace trace) {
        Pid pid = account(trace);
        install(trace, pid);
        Sys.remove(pid, SysScenariosTest::count);
        trace.trace(Atom.OK);
        trace.trace(get(pid));
    }

    @Test
    void a_function_is_installed_once_and_again_by_another_id(Trace trace) {
        expose(trace);
        Pid pid = account(trace);
        trace.trace(ask(pid, t("debug", t("install", t("first", function("count"), 0)))));
        trace.trace(ask(pid, t("debug", t("install", t("first", function("fail"), 0)))));
        trace.trace(ask(pid, t("debug", t("install", t("second", function("count"), 2)))));
        GenServer.cast(pid, MORE);
        trace.trace(Sys.getState(pid));
        Sys.remove(pid, Atom.of("first"));
        trace.trace(Atom.OK);
        GenServer.cast(pid, MORE);
        trace.trace(Sys.getState(pid));
    }

    @Test
    void all_that_was_asked_for_is_taken_back_at_once(Trace trace) {
        Pid pid = account(trace);
        install(trace, pid);
        Sys.statistics(pid, true);
        trace.trace(Atom.OK);
        Sys.log(pid, 10);
        trace.trace(Atom.OK);
        Sys.noDebug(pid);
        trace.trace(Atom.OK);
        trace.trace(get(pid));
        trace.trace(statistics(pid));
        trace.trace(t(Atom.OK, ListTerm.of(Sys.getLog(pid))));
    }

    @Test
    void the_status_of_a_server_tells_what_was_asked_for(Trace trace) {
        Pid pid = account(trace);
        Sys.install(pid, SysScenariosTest::count, Int.of(0));
        ask(pid, t("debug", t("install", t("second", function("count"), 1))));
        trace.trace(parts(pid).get(3));
    }

    /** A group leader that keeps what is printed. */
    private static final class Printed {
        private final StringBuffer text = new StringBuffer();
        private final Pid leader = spawn(() -> {
            while (true) {
                Tuple request = receive(Tuple.class, t -> t.is(Atom.of("io_request"), 4) ? t : skip());
                text.append(((Bits) ((Tuple) request.get(3)).get(2)).text().orElseThrow());
                send((Pid) request.get(1), t("io_reply", request.get(2), Atom.OK));
            }
        });

        /** Has {@code server} print here while {@code work} is done. */
        String during(Pid server, Runnable work) {
            Processes.groupLeader(server, leader);
            work.run();
            Processes.groupLeader(server, Processes.groupLeader());
            Sys.getState(server); // what was asked before is done
            return text.toString();
        }
    }

    private static void traced(Trace trace, Pid server, Runnable work) {
        String text = new Printed().during(server, () -> {
            Sys.trace(server, true);
            work.run();
            Sys.trace(server, false);
        });
        String main = "<0." + self().id() + "." + self().serial() + ">";
        text.replace(main, "<main>").lines().forEach(trace::trace);
    }

    @Test
    void a_traced_server_prints_its_events(Trace trace) {
        Pid pid = new Account(trace).startLink(Name.of("account"));
        traced(trace, pid, () -> {
            GenServer.cast(pid, MORE);
            get(pid);
            send(pid, Bits.of("text"));
        });
    }

    @Test
    void a_traced_machine_prints_its_events(Trace trace) {
        Pid pid = new Keeper(trace).startLink(Name.of("keeper"));
        traced(trace, pid, () -> {
            casts(pid, "later", "insert", t("timeout", 60_000), "push", t("go", C));
            sync(pid);
            send(pid, Bits.of("text"));
        });
    }

    @Test
    void a_traced_event_manager_prints_its_events(Trace trace) {
        Pid pid = new EventManager().startLink(Name.of("manager"));
        EventManager.addHandler(pid, new Quiet(1));
        traced(trace, pid, () -> {
            EventManager.notify(pid, HELLO);
            EventManager.call(pid, HandlerId.of(Quiet.class), GET);
            send(pid, Bits.of("text"));
        });
    }

    @Test
    void kept_events_are_printed_when_that_is_asked_for(Trace trace) {
        Pid pid = new Account(trace).startLink(Name.of("account"));
        Sys.log(pid, 10);
        GenServer.cast(pid, MORE);
        trace.trace(new Printed().during(pid, () -> trace.trace(ask(pid, t("debug", t("log", "print"))))));
    }

    @Test
    void what_sys_does_not_know_is_answered(Trace trace) {
        Pid pid = account(trace);
        trace.trace(ask(pid, t("debug", "nonsense")));
        trace.trace(ask(pid, t("debug", t("log", "nonsense"))));
        trace.trace(ask(pid, "nonsense"));
        trace.trace(ask(pid, t("debug", t("log_to_file", ListTerm.charlist("/there/is/no/such/folder")))));
        trace.trace(ask(pid, t("debug", t("log_to_file", Atom.FALSE))));
    }

    // ---- code -----------------------------------------------------------------------------------------------------

    /** As {@code sys:change_code} answers. */
    private static Term change(Pid server, String module, Term oldVersion, Term extra) {
        try {
            Sys.changeCode(server, Atom.of("Elixir." + module), oldVersion, extra);
            return Atom.OK;
        } catch (ExitException failed) {
            return t(Atom.ERROR, failed.reason());
        }
    }

    @Test
    void the_code_of_a_suspended_server_changes(Trace trace) {
        Pid pid = account(trace);
        Sys.suspend(pid);
        trace.trace(change(pid, "Account", ONE, EXTRA));
        trace.trace(Sys.getState(pid));
        Sys.resume(pid);
        trace.trace(get(pid));
    }

    @Test
    void a_step_back_is_told_with_its_version(Trace trace) {
        Pid pid = account(trace);
        Sys.suspend(pid);
        trace.trace(change(pid, "Account", t("down", 2), ListTerm.EMPTY));
    }

    @Test
    void the_code_of_a_server_does_not_change_while_it_runs(Trace trace) {
        Pid pid = account(trace);
        trace.trace(change(pid, "Account", ONE, ListTerm.EMPTY));
        trace.trace(get(pid));
    }

    @Test
    void a_change_of_code_that_fails_leaves_the_state(Trace trace) {
        Pid pid = account(trace);
        Sys.suspend(pid);
        trace.trace(change(pid, "Account", ONE, Atom.of("fail")));
        trace.trace(change(pid, "Account", ONE, Atom.of("exit")));
        Sys.resume(pid);
        trace.trace(get(pid));
    }

    @Test
    void a_server_that_does_not_care_about_its_code_keeps_its_state(Trace trace) {
        Pid pid = new Plain().startLink();
        Sys.suspend(pid);
        trace.trace(change(pid, "Plain", ONE, ListTerm.EMPTY));
        trace.trace(Sys.getState(pid));
    }

    @Test
    void the_code_of_a_suspended_machine_changes(Trace trace) {
        Pid pid = keeper(trace);
        Sys.suspend(pid);
        trace.trace(change(pid, "Keeper", ONE, EXTRA));
        trace.trace(Sys.getState(pid));
        Sys.resume(pid);
        trace.trace(sync(pid));
    }

    @Test
    void a_change_of_code_that_fails_leaves_the_machine(Trace trace) {
        Pid pid = keeper(trace);
        Sys.suspend(pid);
        trace.trace(change(pid, "Keeper", ONE, Atom.of("fail")));
        trace.trace(change(pid, "Keeper", ONE, Atom.of("exit")));
        Sys.resume(pid);
        trace.trace(sync(pid));
    }

    @Test
    void the_pushed_handler_is_asked_when_the_code_changes(Trace trace) {
        Pid pid = keeper(trace);
        casts(pid, "push");
        Sys.suspend(pid);
        trace.trace(change(pid, "Keeper", ONE, EXTRA));
        trace.trace(Sys.getState(pid));
    }

    private static Pid manager() {
        return new EventManager().startLink();
    }

    private static void changed(Trace trace, Pid manager) {
        Sys.suspend(manager);
        trace.trace(change(manager, "Tally", ONE, EXTRA));
        trace.trace(Sys.getState(manager));
    }

    @Test
    void the_code_of_the_handlers_of_one_module_changes(Trace trace) {
        Pid pid = manager();
        EventManager.addHandler(pid, tally(1), new Tally(trace, 1));
        EventManager.addHandler(pid, new Quiet(2));
        EventManager.addHandler(pid, tally(2), new Tally(trace, 3));
        changed(trace, pid);
    }

    @Test
    void no_handler_changes_if_one_fails_to(Trace trace) {
        Pid pid = manager();
        EventManager.addHandler(pid, tally(1), new Tally(trace, 13));
        EventManager.addHandler(pid, tally(2), new Tally(trace, 3));
        changed(trace, pid);
    }

    @Test
    void a_change_of_the_code_of_no_handler_is_fine(Trace trace) {
        Pid pid = manager();
        EventManager.addHandler(pid, new Quiet(2));
        changed(trace, pid);
    }

    @Test
    void the_code_of_an_agent_changes_as_the_function_says(Trace trace) {
        expose(trace);
        Pid pid = Agent.of(() -> 21).startLink();
        Sys.suspend(pid);
        Term twice = t(Atom.of("Elixir.SysScenariosTest"), "twice", ListTerm.EMPTY);
        trace.trace(change(pid, "Agent", ONE, twice));
        trace.trace(Sys.getState(pid));
    }

    @Test
    void the_code_of_an_agent_does_not_change_without_a_function(Trace trace) {
        Pid pid = Agent.of(() -> 21).startLink();
        Sys.suspend(pid);
        trace.trace(change(pid, "Agent", ONE, Atom.of("nothing")));
        trace.trace(Sys.getState(pid));
    }

    @Test
    void the_state_of_an_agent_is_replaced(Trace trace) {
        expose(trace);
        Pid pid = Agent.of(() -> 21).startLink();
        trace.trace(Sys.replaceState(pid, SysScenariosTest::twice));
        int state = Agent.get(pid, (Integer n) -> n);
        trace.trace(state);
    }

    // ---- functions that are not there -----------------------------------------------------------------------------

    private static void replaced(Trace trace, Pid server, Term function) {
        try {
            trace.trace(Sys.replaceState(server, function));
        } catch (ExitException failed) {
            trace.trace(failed.reason());
        }
    }

    private static Term replacement(String name) {
        return new ExportFun(Atom.of("Elixir.SysScenariosTest"), Atom.of(name), 1);
    }

    @Test
    void a_function_that_is_not_there_cannot_replace_a_state(Trace trace) {
        expose(trace);
        Pid pid = keeper(trace);
        replaced(trace, pid, replacement("nowhere"));
        replaced(trace, pid, Atom.of("no_function"));
        trace.trace(sync(pid));
    }

    @Test
    void a_function_that_exits_cannot_replace_a_state(Trace trace) {
        expose(trace);
        Pid pid = keeper(trace);
        replaced(trace, pid, replacement("leave"));
        trace.trace(sync(pid));
    }

    @Test
    void a_function_that_is_not_there_is_installed_and_then_gone(Trace trace) {
        expose(trace);
        Pid pid = account(trace);
        Sys.install(pid, function("nowhere"), Int.of(0));
        trace.trace(Atom.OK);
        trace.trace(get(pid));
        trace.trace(parts(pid).get(3));
    }
}
