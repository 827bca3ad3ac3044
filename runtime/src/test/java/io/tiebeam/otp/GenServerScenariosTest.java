// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;

import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.IgnoreException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
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
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What OTP's gen_server does, done here. {@code S} is the server of {@code scenarios/gen_server.exs}, clause by clause. */
@Scenarios("gen_server")
class GenServerScenariosTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Term GET = a("get");

    private static Atom a(String name) {
        return Atom.of(name);
    }

    /** A tuple; strings are atoms. */
    private static Tuple t(Object... parts) {
        Term[] terms = new Term[parts.length];
        for (int i = 0; i < parts.length; i++) {
            terms[i] = parts[i] instanceof String word ? a(word) : TermMapper.toTerm(parts[i]);
        }
        return Tuple.of(terms);
    }

    private static final class S extends GenServer<Term> {
        private final Trace trace;
        private final Term how;
        private Term state = Atom.NIL;
        private From waiting;

        S(Trace trace, Term how) {
            this.trace = trace;
            this.how = how;
        }

        private static String word(Term message) {
            return message instanceof Tuple t ? ((Atom) t.get(0)).name() : ((Atom) message).name();
        }

        private static Duration millis(Term term) {
            return Duration.ofMillis(((Int) term).value());
        }

        @Override
        protected NoReply init() {
            if (how.equals(a("ignore"))) {
                return ignore();
            }
            Tuple t = (Tuple) how;
            state = t.get(1);
            return switch (word(how)) {
                case "stop" -> stop(t.get(1));
                case "exit" -> exit(t.get(1));
                case "timeout" -> noReply().timeout(millis(t.get(2)));
                case "continue" -> noReply().continueWith(t.get(2));
                case "trap" -> {
                    Processes.trapExit(true);
                    yield noReply();
                }
                default -> noReply();
            };
        }

        @Override
        protected Reply handleCall(Term message, From from) {
            Tuple t = message instanceof Tuple tuple ? tuple : null;
            return switch (word(message)) {
                case "get" -> reply(state);
                case "put" -> {
                    state = t.get(1);
                    yield reply(Atom.OK);
                }
                case "later" -> {
                    waiting = from;
                    state = a("waiting");
                    yield noReply();
                }
                case "stop" -> t.size() == 2 ? stop(t.get(1)) : stop(t.get(1), t.get(2));
                case "exit" -> exit(t.get(1));
                case "timeout" -> reply(Atom.OK).timeout(millis(t.get(1)));
                case "continue" -> reply(Atom.OK).continueWith(t.get(1));
                case "hibernate" -> reply(Atom.OK).hibernate();
                default -> reply(GenServer.call(self(), GET));
            };
        }

        @Override
        protected NoReply handleCast(Term message) {
            Tuple t = message instanceof Tuple tuple ? tuple : null;
            return switch (word(message)) {
                case "put" -> {
                    state = t.get(1);
                    yield noReply();
                }
                case "stop" -> stop(t.get(1));
                case "exit" -> exit(t.get(1));
                case "timeout" -> noReply().timeout(millis(t.get(1)));
                case "continue" -> noReply().continueWith(t.get(1));
                case "answer" -> {
                    GenServer.reply(waiting, t.get(1));
                    state = a("answered");
                    yield noReply();
                }
                default -> noReply().hibernate();
            };
        }

        @Override
        protected NoReply handleInfo(Object message) {
            Term term = TermMapper.toTerm(message);
            if (term instanceof Tuple t && t.is(a("stop"), 2)) {
                return stop(t.get(1));
            }
            trace.trace(t("info", term));
            if (state instanceof Pid told) {
                send(told, a("informed"));
            }
            return noReply();
        }

        @Override
        protected NoReply handleContinue(Object value) {
            if (value instanceof Tuple t && t.is(a("twice"), 2)) {
                trace.trace(t("continue", "twice"));
                return noReply().continueWith(t.get(1));
            }
            if (value instanceof Tuple t && t.is(a("stop"), 2)) {
                return stop(t.get(1));
            }
            trace.trace(t("continue", value));
            return noReply();
        }

        @Override
        protected void terminate(Term reason) {
            if (reason.equals(a("worse"))) {
                exit("in_terminate");
            }
            trace.trace(t("terminate", reason));
        }

        @Override
        protected Object inspectState() {
            return state;
        }
    }

    private static Pid start(Trace trace, Term how) {
        return start(trace, how, StartOptions.DEFAULT);
    }

    private static Pid start(Trace trace, Term how, StartOptions options) {
        Pid pid = new S(trace, how).start(options);
        trace.label(pid, "server");
        return pid;
    }

    private static Pid startLink(Trace trace, Term how) {
        Pid pid = new S(trace, how).startLink();
        trace.label(pid, "server");
        return pid;
    }

    private static Pid state(Trace trace) {
        return start(trace, t("state", 1));
    }

    private static Term attempt(Callable<Object> what) {
        try {
            return TermMapper.toTerm(what.call());
        } catch (ExitException e) {
            return t("exit", e.reason());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Term tried(Callable<Pid> what) {
        try {
            return what.call();
        } catch (IgnoreException e) {
            return a("ignore");
        } catch (ExitException e) {
            return t("error", e.reason());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Term call(ServerRef server, Term request) {
        return attempt(() -> GenServer.call(server, request));
    }

    private static boolean downWith(Term reason) {
        return receive(Down.class).reason().equals(reason);
    }

    private static Term queue() {
        return t("message_queue_len", Processes.info(self()).orElseThrow().messages());
    }

    @Test
    void a_call_is_answered(Trace trace) {
        Pid s = state(trace);
        trace.trace(call(s, GET));
        trace.trace(call(s, t("put", 2)));
        trace.trace(call(s, GET));
    }

    @Test
    void a_cast_comes_before_the_call_after_it(Trace trace) {
        Pid s = state(trace);
        GenServer.cast(s, t("put", 7));
        trace.trace(Atom.OK);
        trace.trace(call(s, GET));
    }

    @Test
    void a_server_may_ignore_its_start(Trace trace) {
        trace.trace(tried(() -> start(trace, a("ignore"))));
    }

    @Test
    void a_server_may_stop_in_init(Trace trace) {
        trace.trace(tried(() -> start(trace, t("stop", "no"))));
    }

    @Test
    void an_exit_in_init_is_why_it_could_not_start(Trace trace) {
        trace.trace(tried(() -> start(trace, t("exit", "no"))));
    }

    @Test
    void a_name_can_be_taken_once(Trace trace) {
        start(trace, t("state", 1), StartOptions.named(Name.of("taken")));
        trace.trace(tried(() -> start(trace, t("state", 1), StartOptions.named(Name.of("taken")))));
        trace.trace(call(Name.of("taken"), GET));
    }

    @Test
    void the_name_of_one_that_failed_to_start_is_free(Trace trace) {
        trace.trace(tried(() -> start(trace, t("stop", "no"), StartOptions.named(Name.of("free")))));
        trace.trace(Processes.whereIs(Name.of("free")));
    }

    @Test
    void init_may_ask_for_a_timeout(Trace trace) {
        Pid s = start(trace, t("timeout", self(), 0));
        trace.trace(receive());
        trace.trace(call(s, GET));
    }

    @Test
    void init_may_ask_to_continue(Trace trace) {
        trace.trace(call(start(trace, t("continue", 1, "more")), GET));
    }

    @Test
    void a_continue_may_continue(Trace trace) {
        trace.trace(call(start(trace, t("continue", 1, t("twice", "more"))), GET));
    }

    @Test
    void a_continue_may_stop(Trace trace) {
        Pid s = start(trace, t("continue", 1, t("stop", "normal")));
        Processes.monitor(s);
        Term reason = receive(Down.class).reason();
        trace.trace(List.of(a("normal"), a("noproc")).contains(reason));
    }

    @Test
    void a_reply_may_continue_before_the_next_message(Trace trace) {
        Pid s = state(trace);
        send(s, a("first"));
        Term reply = call(s, t("continue", "now"));
        Term state = call(s, GET); // until then the server may not have told of what it continues with
        trace.trace(reply);
        trace.trace(state);
    }

    @Test
    void a_cast_may_continue_before_the_next_message(Trace trace) {
        Pid s = state(trace);
        GenServer.cast(s, t("continue", "now"));
        send(s, a("then"));
        trace.trace(call(s, GET));
    }

    @Test
    void a_reply_may_be_followed_by_a_timeout(Trace trace) {
        Pid s = start(trace, t("state", self()));
        Term reply = call(s, t("timeout", 0));
        trace.trace(receive());
        trace.trace(reply);
        trace.trace(call(s, t("stop", "normal", "bye")));
    }

    @Test
    void a_message_takes_a_timeout_back(Trace trace) {
        Pid s = state(trace);
        trace.trace(call(s, t("timeout", 1000)));
        trace.trace(call(s, GET));
        trace.trace(Sys.getState(s));
    }

    @Test
    void a_hibernating_server_wakes_up(Trace trace) {
        Pid s = state(trace);
        trace.trace(call(s, a("hibernate")));
        trace.trace(call(s, GET));
        GenServer.cast(s, a("hibernate"));
        trace.trace(call(s, GET));
    }

    @Test
    void an_answer_may_be_given_later(Trace trace) {
        Pid s = state(trace);
        Pid main = self();
        spawn(() -> send(main, t("got", call(s, a("later")))));
        while (!Sys.getState(s).equals(a("waiting"))) {
            Thread.onSpinWait();
        }
        GenServer.cast(s, t("answer", 42));
        trace.trace(receive());
    }

    @Test
    void a_call_to_nobody_exits(Trace trace) {
        trace.trace(call(Name.of("nobody"), GET));
    }

    @Test
    void a_call_to_one_that_has_ended_exits(Trace trace) {
        Pid s = state(trace);
        GenServer.stop(s);
        trace.trace(Atom.OK);
        trace.trace(call(s, GET));
    }

    @Test
    void a_process_cannot_call_itself(Trace trace) {
        trace.trace(Inspect.inspect(call(self(), GET)).startsWith("{:exit, {:calling_self, "));
    }

    @Test
    void a_server_cannot_call_itself(Trace trace) {
        trace.trace(Inspect.inspect(call(state(trace), a("call_self"))).startsWith("{:exit, {{:calling_self, "));
    }

    @Test
    void a_call_that_is_not_answered_in_time_exits(Trace trace) {
        Pid s = state(trace);
        trace.trace(attempt(() -> GenServer.call(s, a("later"), Duration.ofMillis(1))));
    }

    @Test
    void a_late_answer_is_dropped(Trace trace) {
        Pid s = state(trace);
        trace.trace(attempt(() -> GenServer.call(s, a("later"), Duration.ofMillis(1))));
        GenServer.cast(s, t("answer", 1));
        trace.trace(call(s, GET));
        trace.trace(queue());
    }

    @Test
    void a_stop_in_a_call_ends_the_caller_with_the_reason(Trace trace) {
        trace.trace(call(state(trace), t("stop", "done")));
    }

    @Test
    void a_normal_stop_in_a_call_ends_the_caller_too(Trace trace) {
        trace.trace(call(state(trace), t("stop", "normal")));
    }

    @Test
    void a_stop_with_an_answer_answers_after_terminate(Trace trace) {
        Pid s = state(trace);
        Processes.monitor(s);
        trace.trace(call(s, t("stop", "shutdown", "bye")));
        trace.trace(downWith(a("shutdown")));
    }

    @Test
    void an_exit_in_a_call_ends_the_server_and_the_caller(Trace trace) {
        Pid s = state(trace);
        trace.trace(call(s, t("exit", "oops")));
        trace.trace(call(s, GET));
    }

    @Test
    void a_cast_may_stop(Trace trace) {
        Pid s = state(trace);
        Processes.monitor(s);
        GenServer.cast(s, t("stop", t("shutdown", "enough")));
        trace.trace(downWith(t("shutdown", "enough")));
    }

    @Test
    void an_exit_in_a_cast_ends_the_server(Trace trace) {
        Pid s = state(trace);
        Processes.monitor(s);
        GenServer.cast(s, t("exit", "oops"));
        trace.trace(downWith(a("oops")));
    }

    @Test
    void a_message_may_stop(Trace trace) {
        Pid s = state(trace);
        Processes.monitor(s);
        send(s, t("stop", "normal"));
        trace.trace(downWith(a("normal")));
    }

    @Test
    void what_is_neither_call_nor_cast_is_info(Trace trace) {
        Pid s = state(trace);
        send(s, Tuple.of(a("hello"), TermMapper.toTerm("you")));
        trace.trace(call(s, GET));
    }

    @Test
    void an_exit_in_terminate_is_the_reason_then(Trace trace) {
        trace.trace(call(state(trace), t("stop", "worse")));
    }

    @Test
    void terminate_is_not_called_for_a_signal_that_is_not_trapped(Trace trace) {
        Pid s = state(trace);
        Processes.monitor(s);
        Kernel.exit(s, "die");
        trace.trace(downWith(a("die")));
    }

    @Test
    void a_trapped_exit_of_another_is_info(Trace trace) {
        Pid s = start(trace, t("trap", 1));
        Kernel.exit(s, "die");
        trace.trace(call(s, GET));
    }

    @Test
    void a_kill_cannot_be_trapped(Trace trace) {
        Pid s = start(trace, t("trap", 1));
        Processes.monitor(s);
        Kernel.exit(s, "kill");
        trace.trace(downWith(a("killed")));
    }

    private static void parentEnds(Trace trace, Term how, String reason) {
        Pid main = self();
        Pid parent = spawn(() -> {
            send(main, startLink(trace, how));
            receive();
            exit(reason);
        });
        trace.label(parent, "parent");
        Pid s = receive(Pid.class);
        Processes.monitor(s);
        send(parent, a("end"));
        trace.trace(downWith(a(reason)));
    }

    @Test
    void a_server_that_traps_exits_terminates_when_its_parent_ends(Trace trace) {
        parentEnds(trace, t("trap", 1), "shutdown");
    }

    @Test
    void a_server_that_does_not_trap_exits_dies_with_its_parent(Trace trace) {
        parentEnds(trace, t("state", 1), "gone");
    }

    @Test
    void stop_ends_a_server_with_a_reason_and_waits(Trace trace) {
        Pid s = state(trace);
        GenServer.stop(s, "shutdown", LONG);
        trace.trace(Atom.OK);
        trace.trace(Processes.isAlive(s));
    }

    @Test
    void stopping_nobody_exits(Trace trace) {
        trace.trace(attempt(() -> {
            GenServer.stop(Name.of("nobody"));
            return Atom.OK;
        }));
    }

    @Test
    void a_suspended_server_waits_until_it_is_resumed(Trace trace) {
        Pid s = state(trace);
        Sys.suspend(s);
        trace.trace(Atom.OK);
        GenServer.cast(s, t("put", 2));
        trace.trace(Sys.getState(s));
        Sys.resume(s);
        trace.trace(Atom.OK);
        trace.trace(call(s, GET));
    }

    @Test
    void a_suspended_server_can_be_terminated(Trace trace) {
        Pid s = state(trace);
        Processes.monitor(s);
        Sys.suspend(s);
        Sys.terminate(s, a("enough"));
        Term reason = receive(Down.class).reason();
        trace.trace(Atom.OK);
        trace.trace(reason.equals(a("enough")));
    }

    @Test
    void the_events_of_a_server_can_be_kept(Trace trace) {
        Pid s = state(trace);
        Sys.log(s, 10);
        trace.trace(Atom.OK);
        GenServer.cast(s, t("put", 2));
        send(s, a("hello"));
        call(s, GET);
        trace.trace(ListTerm.of(
                Sys.getLog(s).stream().map(event -> ((Tuple) event).get(0)).toList()));
        Sys.log(s, 0);
        trace.trace(Atom.OK);
    }

    @Test
    void the_messages_of_a_server_can_be_counted(Trace trace) {
        Pid s = state(trace);
        Sys.statistics(s, true);
        trace.trace(Atom.OK);
        GenServer.cast(s, t("put", 2));
        call(s, GET);
        ListTerm counts = Sys.getStatistics(s).orElseThrow();
        trace.trace(Tuple.of(((Tuple) counts.get(3)).get(1), ((Tuple) counts.get(4)).get(1)));
        Sys.statistics(s, false);
        trace.trace(Atom.OK);
        trace.trace(Sys.getStatistics(s).isEmpty() ? t("ok", "no_statistics") : Atom.NIL);
    }

    private static Term response(RequestId.Response<?> response) {
        return switch (response) {
            case RequestId.Response.Answer<?>(var value) -> t("reply", value);
            case RequestId.Response.Failed<?>(var reason, var _) -> reason;
        };
    }

    @Test
    void a_request_may_be_waited_for_later(Trace trace) {
        Pid s = state(trace);
        trace.trace(response(GenServer.sendRequest(s, GET).await(LONG).orElseThrow()));
        trace.trace(
                response(GenServer.sendRequest(s, t("exit", "oops")).await(LONG).orElseThrow()));
    }

    @Test
    void a_request_that_is_given_up_leaves_nothing_behind(Trace trace) {
        Pid s = state(trace);
        RequestId<Term> id = GenServer.sendRequest(s, a("later"));
        trace.trace(id.receive(Duration.ofMillis(1)).isEmpty() ? a("timeout") : Atom.NIL);
        GenServer.cast(s, t("answer", 1));
        trace.trace(call(s, GET));
        trace.trace(queue());
    }

    @Test
    void requests_of_a_collection_are_told_apart_by_their_labels(Trace trace) {
        Pid s = state(trace);
        RequestIds<Atom> ids = new RequestIds<>();
        ids.add(GenServer.sendRequest(s, GET), a("first"));
        ids.add(GenServer.sendRequest(s, t("put", 2)), a("second"));
        trace.trace(ids.size());
        for (int i = 0; i < 2; i++) {
            var next = ids.receive(LONG).orElseThrow();
            trace.trace(Tuple.of(response(next.response()), next.label()));
        }
        trace.trace(ids.receive(LONG).isEmpty() ? a("no_request") : Atom.NIL);
    }

    @Test
    void a_multi_call_tells_of_bad_nodes(Trace trace) {
        start(trace, t("state", 1), StartOptions.named(Name.of("here")));
        for (String name : List.of("here", "nobody")) {
            var result = GenServer.multiCall(List.of(Kernel.node()), Name.of(name), GET, LONG);
            trace.trace(ListTerm.of(List.copyOf(result.replies().values())));
            trace.trace(result.badNodes().size());
        }
    }
}
