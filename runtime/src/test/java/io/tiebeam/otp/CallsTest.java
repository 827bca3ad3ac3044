// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.NoConnectionException;
import io.tiebeam.NoProcessException;
import io.tiebeam.gen.Calls;
import io.tiebeam.process.Deadline;
import io.tiebeam.task.TaskOwner;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CallsTest {
    private static final Atom ALIAS = Atom.of("alias");
    private static final Atom REQUEST = Atom.of("count");

    private final OnNode sophie = new OnNode("sophie@localhost");

    @AfterEach
    void stop() {
        sophie.close();
    }

    private static Calls.Timeout millis(long millis) {
        return Calls.Timeout.of(Duration.ofMillis(millis));
    }

    /** Answers {@code n} calls with what {@code answer} makes of them. */
    private Pid server(int calls, java.util.function.Function<Tuple, Term> answer) {
        return sophie.spawn(self -> {
            for (int i = 0; i < calls; i++) {
                Tuple call = OnNode.tagged(OnNode.next(self), "$gen_call", 3);
                From.of(call.get(1)).orElseThrow().reply(answer.apply(call));
            }
            return null;
        });
    }

    @Test
    void a_call_is_a_message_with_an_alias_as_its_tag_and_the_reply_goes_to_that() throws Throwable {
        Pid server = server(1, call -> call);
        sophie.run(self -> {
            Tuple seen = (Tuple) Calls.call(server, REQUEST, Calls.Timeout.INFINITY);
            Tuple from = (Tuple) seen.get(1);
            assertThat(seen.get(2)).isEqualTo(REQUEST);
            assertThat(from.get(0)).isEqualTo(self.pid());
            ListTerm tag = (ListTerm) from.get(1);
            assertThat(tag.elements()).containsExactly(ALIAS);
            assertThat(tag.tail()).isInstanceOf(Ref.class);
            assertThat(self.info().messages()).isZero();
            assertThat(self.info().monitors()).isEmpty();
            return null;
        });
    }

    @Test
    void what_waited_before_the_call_still_waits_in_its_order() throws Throwable {
        Pid server = server(1, _ -> Int.of(1));
        sophie.run(self -> {
            self.send(self.pid(), Int.of(10));
            self.send(self.pid(), Int.of(11));
            assertThat(Calls.call(server, REQUEST, Calls.Timeout.INFINITY)).isEqualTo(Int.of(1));
            assertThat(List.of(OnNode.next(self), OnNode.next(self))).containsExactly(Int.of(10), Int.of(11));
            return null;
        });
    }

    @Test
    void a_plain_thread_may_call() {
        Pid server = io.tiebeam.Kernel.spawn(() -> {
            Tuple call = (Tuple) io.tiebeam.Kernel.receive();
            From.of(call.get(1)).orElseThrow().reply(Int.of(5));
        });
        assertThat(Calls.call(server, REQUEST, Calls.Timeout.INFINITY)).isEqualTo(Int.of(5));
    }

    @Test
    void a_late_reply_is_dropped() throws Throwable {
        sophie.run(self -> {
            Pid server = sophie.spawn(s -> {
                Tuple call = (Tuple) OnNode.next(s);
                OnNode.next(s); // told that the caller has given up
                From.of(call.get(1)).orElseThrow().reply(Int.of(1));
                s.send(self.pid(), Atom.of("replied"));
                return null;
            });
            var late = catchThrowableOfType(CallTimeoutException.class, () -> Calls.call(server, REQUEST, millis(1)));
            self.send(server, Atom.of("now"));
            assertThat(OnNode.next(self)).isEqualTo(Atom.of("replied"));
            assertThat(self.info().messages()).isZero();
            assertThat(late.reason())
                    .isEqualTo(Tuple.of(
                            Atom.of("timeout"),
                            Tuple.of(
                                    Atom.of("Elixir.GenServer"),
                                    Atom.of("call"),
                                    ListTerm.of(server, REQUEST, Int.of(1)))));
            assertThat(late).hasMessage("exited in: GenServer.call(" + server + ", :count, 1)\n    ** (EXIT) time out");
            return null;
        });
    }

    @Test
    void a_name_that_nobody_has_is_no_process() {
        assertThatThrownBy(() -> sophie.run(_ -> Calls.call(Name.of("Elixir.Counter"), REQUEST, millis(5000))))
                .isInstanceOf(NoProcessException.class)
                .hasMessage(
                        "exited in: GenServer.call(Counter, :count, 5000)\n    ** (EXIT) no process: the process is not"
                                + " alive or there's no process currently associated with the given name, possibly because its"
                                + " application isn't started\n"
                                + "   no process is registered as Counter here (noproc)\n"
                                + "   → start it before it is called, as the child of a supervisor that comes before its"
                                + " callers");
    }

    @Test
    void a_process_that_has_ended_is_better_called_by_a_name() throws Throwable {
        sophie.run(self -> {
            Pid ended = sophie.spawn(_ -> null);
            OnNode.awaitEnd(self, ended);
            assertThatThrownBy(() -> Calls.call(ended, REQUEST, millis(5000)))
                    .isInstanceOf(NoProcessException.class)
                    .hasMessageEndingWith("\n   " + ended + " has ended (noproc)\n"
                            + "   → call it by a name: a supervisor gives that to its successor");
            return null;
        });
    }

    @Test
    void a_node_that_cannot_be_reached_is_named_in_the_lessons_two_lines() throws Throwable {
        sophie.run(self -> {
            Tuple owner = TaskOwner.of(self).toTerm();
            Term request = Tuple.of(
                    Atom.of("start_task"), ListTerm.of(owner, Atom.of("monitor")), Atom.of("temporary"), Atom.NIL);
            Name.At server = Name.of("Elixir.Chat.TaskSupervisor").at("moebi@localhost");
            var failed = catchThrowableOfType(
                    NoConnectionException.class, () -> Calls.call(server, request, Calls.Timeout.INFINITY));
            assertThat(failed)
                    .hasMessage(("exited in: GenServer.call({Chat.TaskSupervisor, :moebi@localhost}, {:start_task,"
                                    + " [{:sophie@localhost, PID, PID}, :monitor], :temporary, nil}, :infinity)\n"
                                    + "    ** (EXIT) no connection to moebi@localhost")
                            .replace("PID", self.pid().toString()));
            assertThat(((Tuple) failed.reason()).get(0))
                    .isEqualTo(Tuple.of(Atom.of("nodedown"), Atom.of("moebi@localhost")));
            return null;
        });
    }

    @Test
    void a_server_that_ends_before_it_answers_ends_the_call_with_its_reason() throws Throwable {
        Pid server = sophie.spawn(self -> {
            OnNode.next(self);
            throw new ExitException(Atom.of("overloaded"));
        });
        sophie.run(_ -> assertThatThrownBy(() -> Calls.call(server, REQUEST, Calls.Timeout.INFINITY))
                .isExactlyInstanceOf(ExitException.class)
                .hasMessage("exited in: GenServer.call(" + server + ", :count, :infinity)\n    ** (EXIT) :overloaded"));
    }

    @Test
    void a_process_cannot_call_itself() {
        assertThatThrownBy(() -> sophie.run(self -> Calls.call(self.pid(), REQUEST, Calls.Timeout.INFINITY)))
                .hasMessageEndingWith("** (EXIT) process attempted to call itself\n"
                        + "   it would wait for its own answer for ever (calling_self)\n"
                        + "   → call the method that answers, or send a message: GenServer.cast(self(), ...)");
    }

    @Test
    void a_reply_goes_where_the_tag_says_and_carries_the_tag_unchanged() throws Throwable {
        sophie.run(self -> {
            Ref alias = self.alias();
            Ref plain = self.newRef();
            Term nested = ListTerm.of(List.of(ListTerm.of(List.of(ALIAS), alias)), plain);
            Term named = Tuple.of(plain, Atom.of("sophie@localhost"));
            for (Term tag : List.of(ListTerm.of(List.of(ALIAS), alias), nested, plain, named)) {
                sophie.spawn(s -> {
                    From.of(Tuple.of(self.pid(), tag)).orElseThrow().reply(Atom.OK);
                    return null;
                });
                assertThat(OnNode.next(self)).isEqualTo(Tuple.of(tag, Atom.OK));
            }
            self.unalias(alias);
            Pid replier = sophie.spawn(s -> {
                From.of(Tuple.of(self.pid(), nested)).orElseThrow().reply(Atom.OK);
                return null;
            });
            OnNode.awaitEnd(self, replier);
            assertThat((Object) self.receive(m -> m, Deadline.NOW)).isNull();
            return null;
        });
    }
}
