// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;

import io.tiebeam.Exit;
import io.tiebeam.ExitException;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What OTP's gen_event does with handlers, done here. */
@Scenarios("gen_event")
class EventScenariosTest {
    private static final HandlerId LISTENER = HandlerId.of(Listener.class);

    /** What a handler does about an event, a message or a request; null: shows it. */
    private interface Doing {
        Handling run(String type, Term content) throws Exception;
    }

    private static final class Listener extends EventHandler<Term> {
        private final Trace trace;
        private final Atom label;
        private final Doing doing;
        private Handling first = keep();

        Listener(Trace trace, String label, Doing doing) {
            this.trace = trace;
            this.label = Atom.of(label);
            this.doing = doing;
        }

        Listener first(Handling begins) {
            first = begins;
            return this;
        }

        @Override
        protected Handling init() {
            if (first == null) {
                exit(Atom.of("broken"));
            }
            return first;
        }

        @Override
        protected Handling takeOver(Term left) {
            trace.trace(Tuple.of(label, Atom.of("takes_over"), left));
            return init();
        }

        @Override
        protected Handling handleEvent(Term event) throws Exception {
            return run("event", event);
        }

        @Override
        protected Handling handleInfo(Object message) throws Exception {
            return run(
                    "info",
                    message instanceof Exit(var from, var reason)
                            ? Tuple.of(Atom.of("EXIT"), from, reason)
                            : TermMapper.toTerm(message));
        }

        @Override
        protected Handling handleCall(Term request) throws Exception {
            return run("call", request);
        }

        private Handling run(String type, Term content) throws Exception {
            Handling done = doing.run(type, content);
            if (done != null) {
                return done;
            }
            trace.trace(Tuple.of(label, Atom.of(type), content));
            return type.equals("call") ? keep().reply(Tuple.of(Atom.of("answer_of"), label)) : keep();
        }

        @Override
        protected Object terminate(Term why) {
            if (why.equals(Atom.of("crash_now"))) {
                exit(Atom.of("crashed_in_terminate"));
            }
            trace.trace(Tuple.of(label, Atom.of("terminate"), why));
            return Tuple.of(Atom.of("left_by"), label);
        }
    }

    private final Doing show = (_, _) -> null;
    private final Doing breaks = (_, _) -> {
        throw new ExitException(Atom.of("broken"));
    };

    private static Pid start(Trace trace) {
        Pid manager = new EventManager().startLink();
        trace.label(manager, "manager");
        return manager;
    }

    private static HandlerId id(String id) {
        return LISTENER.id(Atom.of(id));
    }

    private static Listener listener(Trace trace, String label, Doing doing) {
        return new Listener(trace, label, doing);
    }

    private static void add(Pid manager, Trace trace, String label, Doing doing) {
        EventManager.addHandler(manager, id(label), listener(trace, label, doing));
    }

    /** Writes what adding it, or swapping to it, comes to. */
    private static void traced(Trace trace, Runnable adding) {
        try {
            adding.run();
            trace.trace(Atom.OK);
        } catch (ExitException failed) {
            trace.trace(failed.reason());
        }
    }

    private static void sync(Pid manager, Trace trace, Object event) {
        EventManager.syncNotify(manager, event);
        trace.trace(Atom.OK);
    }

    private static void which(Pid manager, Trace trace) {
        trace.trace(ListTerm.of(EventManager.whichHandlers(manager).stream()
                .map(HandlerId::toTerm)
                .toList()));
    }

    private static void call(Pid manager, Trace trace, HandlerId id, String request) {
        trace.trace(EventManager.call(manager, id, Atom.of(request)));
    }

    private static Atom atom(String word) {
        return Atom.of(word);
    }

    @Test
    void the_last_added_handler_sees_an_event_first(Trace trace) {
        Pid m = start(trace);
        traced(trace, () -> add(m, trace, "one", show));
        traced(trace, () -> add(m, trace, "two", show));
        sync(m, trace, atom("hello"));
        which(m, trace);
    }

    @Test
    void a_handler_without_an_id_is_its_module(Trace trace) {
        Pid m = start(trace);
        traced(trace, () -> EventManager.addHandler(m, listener(trace, "plain", show)));
        add(m, trace, "one", show);
        which(m, trace);
        call(m, trace, LISTENER, "ask");
        call(m, trace, id("one"), "ask");
    }

    @Test
    void notify_does_not_wait(Trace trace) {
        Pid m = start(trace);
        java.util.concurrent.CountDownLatch noted = new java.util.concurrent.CountDownLatch(1);
        add(m, trace, "one", (_, _) -> {
            noted.await();
            return null;
        });
        EventManager.notify(m, 1);
        trace.trace(Atom.OK);
        noted.countDown();
        EventManager.syncNotify(m, 2);
    }

    @Test
    void events_to_a_manager_without_handlers_are_gone(Trace trace) {
        Pid m = start(trace);
        sync(m, trace, atom("nobody"));
        add(m, trace, "one", show);
        sync(m, trace, atom("somebody"));
    }

    @Test
    void a_call_is_answered_by_the_handler_that_it_names(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        add(m, trace, "two", show);
        call(m, trace, id("one"), "ask");
    }

    @Test
    void a_call_to_a_handler_that_is_not_there(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        call(m, trace, id("two"), "ask");
        call(m, trace, LISTENER, "ask");
    }

    @Test
    void a_handler_that_refuses_is_not_added(Trace trace) {
        Pid m = start(trace);
        Listener refusing = listener(trace, "one", show).first(EventHandler.refuse("no_thanks"));
        traced(trace, () -> EventManager.addHandler(m, id("one"), refusing));
        which(m, trace);
    }

    @Test
    void a_handler_that_exits_as_it_begins_is_not_added(Trace trace) {
        Pid m = start(trace);
        traced(
                trace,
                () -> EventManager.addHandler(
                        m, id("one"), listener(trace, "one", show).first(null)));
        which(m, trace);
    }

    @Test
    void a_handler_that_hibernates_stays(Trace trace) {
        Pid m = start(trace);
        Handling hibernate = EventHandler.keep().hibernate();
        Listener one = listener(trace, "one", (_, _) -> hibernate).first(hibernate);
        traced(trace, () -> EventManager.addHandler(m, id("one"), one));
        sync(m, trace, 1);
        sync(m, trace, 2);
        which(m, trace);
    }

    @Test
    void a_deleted_handler_is_told_why_and_leaves_something(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        trace.trace(EventManager.deleteHandler(m, id("one"), atom("enough")));
        which(m, trace);
        trace.trace(EventManager.deleteHandler(m, id("one"), atom("enough")));
    }

    @Test
    void a_handler_that_crashes_in_terminate_is_deleted(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        trace.trace(EventManager.deleteHandler(m, id("one"), atom("crash_now")));
        which(m, trace);
    }

    @Test
    void a_handler_removes_itself_after_an_event(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", (_, what) -> what.equals(atom("go")) ? EventHandler.remove() : null);
        add(m, trace, "two", show);
        sync(m, trace, atom("stay"));
        sync(m, trace, atom("go"));
        which(m, trace);
    }

    @Test
    void a_handler_answers_and_removes_itself(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", (_, _) -> EventHandler.remove().reply(atom("gone")));
        call(m, trace, id("one"), "go");
        which(m, trace);
    }

    @Test
    void a_handler_that_exits_is_removed_and_the_others_go_on(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        add(m, trace, "two", breaks);
        add(m, trace, "three", show);
        try (Reports _ = new Reports()) {
            sync(m, trace, atom("hello"));
        }
        which(m, trace);
    }

    @Test
    void a_handler_that_exits_in_a_call_is_removed(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", breaks);
        try (Reports _ = new Reports()) {
            call(m, trace, id("one"), "ask");
        }
        which(m, trace);
    }

    @Test
    void a_handler_swaps_itself_for_another(Trace trace) {
        Pid m = start(trace);
        Listener two = listener(trace, "two", show);
        add(m, trace, "zero", show);
        add(m, trace, "one", (_, _) -> EventHandler.swap(atom("my_turn_is_over"), id("two"), two));
        add(m, trace, "three", show);
        sync(m, trace, atom("go"));
        sync(m, trace, atom("again"));
        which(m, trace);
    }

    @Test
    void a_handler_answers_and_swaps_itself_for_another(Trace trace) {
        Pid m = start(trace);
        Listener two = listener(trace, "two", show);
        add(
                m,
                trace,
                "one",
                (_, _) -> EventHandler.swap(atom("over"), id("two"), two).reply(atom("swapped")));
        call(m, trace, id("one"), "go");
        which(m, trace);
    }

    private static void swap(Pid m, Trace trace, Listener two) {
        traced(trace, () -> EventManager.swapHandler(m, id("one"), atom("over"), id("two"), two));
    }

    @Test
    void a_handler_is_swapped_from_outside(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        add(m, trace, "last", show);
        swap(m, trace, listener(trace, "two", show));
        which(m, trace);
    }

    @Test
    void swapping_a_handler_that_is_not_there_adds_one(Trace trace) {
        Pid m = start(trace);
        swap(m, trace, listener(trace, "two", show));
        which(m, trace);
    }

    @Test
    void swapping_for_a_handler_that_refuses_leaves_none(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        swap(m, trace, listener(trace, "two", show).first(EventHandler.refuse("no_thanks")));
        which(m, trace);
    }

    private static void addSup(Pid manager, Trace trace, Doing doing) {
        EventManager.addSupHandler(manager, id("one"), listener(trace, "one", doing));
    }

    @Test
    void who_supervises_a_handler_hears_that_it_was_deleted(Trace trace) {
        Pid m = start(trace);
        traced(trace, () -> addSup(m, trace, show));
        trace.trace(EventManager.deleteHandler(m, id("one"), atom("enough")));
        trace.trace(receive(HandlerExit.class));
    }

    @Test
    void who_supervises_a_handler_hears_that_it_failed(Trace trace) {
        Pid m = start(trace);
        addSup(m, trace, breaks);
        try (Reports _ = new Reports()) {
            sync(m, trace, atom("hello"));
        }
        trace.trace(receive(HandlerExit.class));
    }

    @Test
    void who_supervises_a_handler_hears_that_it_was_swapped(Trace trace) {
        Pid m = start(trace);
        addSup(m, trace, show);
        swap(m, trace, listener(trace, "two", show));
        trace.trace(receive(HandlerExit.class));
        EventManager.deleteHandler(m, id("two"), atom("enough"));
        trace.trace(receive(HandlerExit.class));
    }

    @Test
    void who_supervises_a_handler_hears_that_it_removed_itself(Trace trace) {
        Pid m = start(trace);
        addSup(m, trace, (_, _) -> EventHandler.remove());
        sync(m, trace, atom("go"));
        trace.trace(receive(HandlerExit.class));
    }

    @Test
    void a_handler_is_swapped_for_one_that_is_supervised(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        Listener two = listener(trace, "two", show);
        traced(trace, () -> EventManager.swapSupHandler(m, id("one"), atom("over"), id("two"), two));
        EventManager.deleteHandler(m, id("two"), atom("enough"));
        trace.trace(receive(HandlerExit.class));
    }

    @Test
    void a_handler_goes_with_the_process_that_supervises_it(Trace trace) {
        Pid m = start(trace);
        Pid main = self();
        add(m, trace, "other", (type, _) -> {
            if (type.equals("info")) {
                send(main, atom("told"));
            }
            return null;
        });
        Pid owner = spawn(() -> {
            addSup(m, trace, show);
            send(main, atom("added"));
            receive();
            exit(atom("owner_is_gone"));
        });
        trace.label(owner, "owner");
        receive();
        send(owner, atom("go"));
        receive();
        sync(m, trace, atom("afterwards"));
        which(m, trace);
    }

    @Test
    void handlers_are_told_that_the_manager_stops(Trace trace) {
        Pid m = start(trace);
        Processes.trapExit(true);
        add(m, trace, "one", show);
        EventManager.addSupHandler(m, id("two"), listener(trace, "two", show));
        EventManager.stop(m);
        trace.trace(Atom.OK);
        trace.trace(receive());
        trace.trace(receive());
    }

    @Test
    void other_messages_go_to_all_handlers(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        add(m, trace, "two", show);
        send(m, atom("something"));
        sync(m, trace, atom("sync"));
    }

    @Test
    void a_call_that_takes_too_long_fails(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", (_, _) -> {
            receive(); // never
            return null;
        });
        failing(trace, () -> EventManager.call(m, id("one"), atom("ask"), Duration.ofMillis(10)));
    }

    private static void failing(Trace trace, Runnable asking) {
        try {
            asking.run();
            trace.trace(atom("did_not_fail"));
        } catch (ExitException failed) {
            trace.trace(failed.reason());
        }
    }

    @Test
    void asking_a_manager_that_is_not_there_fails(Trace trace) {
        ServerRef nobody = Name.of("nobody");
        failing(trace, () -> EventManager.call(nobody, LISTENER, atom("ask")));
        failing(trace, () -> EventManager.whichHandlers(nobody));
        failing(trace, () -> EventManager.syncNotify(nobody, Int.of(1)));
    }

    @Test
    void a_suspended_manager_keeps_its_events(Trace trace) {
        Pid m = start(trace);
        add(m, trace, "one", show);
        Sys.suspend(m);
        EventManager.notify(m, 1);
        trace.trace(atom("suspended"));
        Sys.resume(m);
        sync(m, trace, 2);
    }
}
