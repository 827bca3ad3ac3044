// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.From;
import io.tiebeam.Node;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Event managers and state machines on both sides: a real Elixir node and this JVM. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventBeamTest {
    static final class Alarms extends EventHandler<Alarms.Message> {
        sealed interface Message {}

        record Raised(long by) implements Message {}

        record HowMany() implements Message, Call<Long> {}

        private long raised;

        Alarms(long raised) {
            this.raised = raised;
        }

        @Override
        protected Handling handleEvent(Message event) {
            if (event instanceof Raised(var by)) {
                raised += by;
            }
            return keep();
        }

        @Override
        protected Handling handleCall(Message request) {
            return keep().reply(raised);
        }

        @Override
        protected Object terminate(Term why) {
            return raised;
        }
    }

    static final class Door extends GenStateMachine<Door.State, Door.Message> {
        enum State {
            OPEN,
            LOCKED
        }

        sealed interface Message {}

        record Open() implements Message, Call<Atom> {}

        record Lock() implements Message {}

        record Wait() implements Message {}

        private int opened;

        @Override
        protected Transition<State> init() {
            return nextState(State.LOCKED);
        }

        @Override
        protected Transition<State> handleEvent(State state, Event<State, Message> event) {
            return switch (event) {
                case Event.Call(From from, Open _) -> {
                    opened++;
                    yield nextState(State.OPEN).reply(from, Atom.OK);
                }
                case Event.Cast(Lock _) -> nextState(State.LOCKED);
                default -> keepState();
            };
        }
    }

    @Test
    void each_side_calls_the_state_machines_and_event_managers_of_the_other() throws Exception {
        OwnCluster cluster = new OwnCluster();
        try (Reports _ = new Reports();
                Node kate = cluster.jvm("kate");
                ElixirPeer alex = cluster.elixir("alex")) {
            kate.run(() -> {
                new Door().start(Name.of("door"));
                return new EventManager()
                        .makes("Elixir.Alarms", args -> new Alarms(((Int) args).value()))
                        .start(Name.of("alarms"));
            });
            assertThat(alex.eval("d = {:door, :kate@localhost}; a = {:alarms, :kate@localhost}; :ok"))
                    .isEqualTo(":ok");
            machines(alex);
            managers(alex);
            kate.run(() -> {
                askThere();
                return null;
            });
        }
    }

    private static void machines(ElixirPeer alex) throws Exception {
        assertThat(alex.eval(":gen_statem.call(d, :open)")).isEqualTo(":ok");
        assertThat(alex.eval(":sys.get_state(d)")).isEqualTo("{:open, %{opened: 1}}");
        assertThat(alex.eval(":gen_statem.cast(d, :lock); :sys.get_state(d)")).isEqualTo("{:locked, %{opened: 1}}");
        assertThat(
                        alex.eval(
                                "try do :gen_statem.call(d, :wait, 20) catch :exit, {r, {:gen_statem, :call, [^d | _]}} -> r end"))
                .isEqualTo(":timeout");
        assertThat(alex.eval(
                        "match?({:status, _, {:module, :gen_statem}, [_, :running, _, _, _]}, :sys.get_status(d))"))
                .isEqualTo("true");
    }

    private static void managers(ElixirPeer alex) throws Exception {
        assertThat(alex.eval(":gen_event.add_handler(a, {Alarms, 1}, 10)")).isEqualTo(":ok");
        assertThat(alex.eval(":gen_event.add_handler(a, Strange, 1)"))
                .isEqualTo("{:EXIT, {:undef, [{Strange, :init, [1], []}]}}");
        assertThat(alex.eval(":gen_event.which_handlers(a)")).isEqualTo("[{Alarms, 1}]");
        assertThat(alex.eval("{:gen_event.notify(a, {:raised, 2}), :gen_event.sync_notify(a, {:raised, 1})}"))
                .isEqualTo("{:ok, :ok}");
        assertThat(alex.eval(":gen_event.call(a, {Alarms, 1}, :how_many)")).isEqualTo("13");
        assertThat(alex.eval(":sys.get_state(a)")).isEqualTo("[{Alarms, 1, %{raised: 13}}]");
        assertThat(alex.eval(":gen_event.add_sup_handler(a, {Alarms, 2}, 0)")).isEqualTo(":ok");
        assertThat(
                        alex.eval(
                                ":gen_event.delete_handler(a, {Alarms, 2}, :enough); receive do m -> m after 5000 -> :none end"))
                .isEqualTo("{:gen_event_EXIT, {Alarms, 2}, :normal}");
        assertThat(alex.eval(":gen_event.delete_handler(a, {Alarms, 1}, :enough)"))
                .isEqualTo("13");
        assertThat(alex.eval("defmodule Far do @behaviour :gen_statem; def callback_mode, do: :handle_event_function;"
                        + " def init(_), do: {:ok, :red, 0}; def handle_event({:call, f}, :next, :red, n),"
                        + " do: {:next_state, :green, n + 1, {:reply, f, :green}};"
                        + " def handle_event({:call, _}, _, _, _), do: :keep_state_and_data end;"
                        + " {:ok, _} = :gen_statem.start({:local, :light}, Far, [], []);"
                        + " defmodule Sum do @behaviour :gen_event; def init(n), do: {:ok, n};"
                        + " def handle_event(k, n), do: {:ok, n + k}; def handle_call(:get, n), do: {:ok, n, n} end;"
                        + " {:ok, _} = :gen_event.start({:local, :sums}); :ok"))
                .isEqualTo(":ok");
    }

    private static void askThere() {
        NodeName alex = NodeName.of("alex@localhost");
        ServerRef light = Name.of("light").at(alex);
        assertThat(GenStateMachine.call(light, Atom.of("next"))).isEqualTo(Atom.of("green"));
        assertThat(Sys.getState(light)).isEqualTo(Tuple.of(Atom.of("green"), Int.of(1)));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> GenStateMachine.call(light, Atom.of("silence"), Duration.ofMillis(20)))
                .isInstanceOf(io.tiebeam.CallTimeoutException.class)
                .hasMessageContaining("gen_statem");
        ServerRef sums = Name.of("sums").at(alex);
        HandlerId sum = HandlerId.of("Elixir.Sum");
        EventManager.addHandler(sums, sum, Int.of(1));
        EventManager.notify(sums, 2);
        EventManager.syncNotify(sums, 3);
        assertThat(EventManager.call(sums, sum, Atom.of("get"))).isEqualTo(Int.of(6));
        assertThat(EventManager.whichHandlers(sums)).containsExactly(sum);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> EventManager.addHandler(sums, new Alarms(0)))
                .hasMessageContaining("on another node");
    }
}
