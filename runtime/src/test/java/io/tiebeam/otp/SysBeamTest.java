// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.From;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the real {@code sys}, on a real Elixir node, asks of servers here; and what a machine here reports there when it ends. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SysBeamTest {
    static final class Account extends GenServer<Term> {
        private int count = 1;

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
        protected Object codeChange(Term oldVersion, Term state, Term extra) {
            if (extra.equals(Atom.of("fail"))) {
                throw new IllegalArgumentException("bad");
            }
            return MapTerm.of(Atom.of("count"), Int.of(100));
        }
    }

    static final class Light extends GenStateMachine<Light.State, Term> {
        enum State {
            RED,
            GREEN
        }

        private int count = 1;

        @Override
        protected Transition<State> init() {
            return nextState(State.RED);
        }

        @Override
        protected boolean stateEnter() {
            return true;
        }

        @Override
        protected Transition<State> handleEvent(State state, Event<State, Term> event) {
            return switch (event) {
                case Event.Cast<State, Term>(Atom word) ->
                    switch (word.name()) {
                        case "later" -> keep().postpone().stateTimeout(Duration.ofMinutes(1), Atom.of("s"));
                        case "stop" -> stop("boom");
                        case "pop" -> keep().popHandler();
                        default -> keep();
                    };
                case Event.Call<State, Term> _ -> throw new IllegalArgumentException("bad");
                default -> keep();
            };
        }

        private static Transition<State> keep() {
            return Transition.keepState();
        }

        @Override
        protected State codeChange(Term oldVersion, State state, Term extra) {
            count = 7;
            return State.GREEN;
        }
    }

    static final class Tally extends EventHandler<Term> {
        private int count = 1;

        @Override
        protected Handling handleEvent(Term event) {
            return keep();
        }

        @Override
        protected Object codeChange(Term oldVersion, Term state, Term extra) {
            return MapTerm.of(Atom.of("count"), extra);
        }
    }

    /** Tells the process that is its state of each event. */
    public static Term watch(Term to, Term event, Term name) {
        Kernel.send((Pid) to, Tuple.of(name, ((Tuple) event).get(0)));
        return to;
    }

    public static Term more(Term state) {
        return MapTerm.of(Atom.of("count"), Int.of(2));
    }

    @Test
    void real_sys_debugs_servers_of_this_node() throws Exception {
        OwnCluster cluster = new OwnCluster();
        try (Reports _ = new Reports();
                Node kate = cluster.jvm("kate");
                ElixirPeer alex = cluster.elixir("alex")) {
            kate.run(() -> {
                Exposures.of(ProcessCell.current().orElseThrow().node())
                        .expose(SysBeamTest.class, MethodHandles.lookup());
                new Account().start(Name.of("account"));
                new Light().start(Name.of("light"));
                Pid manager = new EventManager().start(Name.of("manager"));
                EventManager.addHandler(manager, new Tally());
                return manager;
            });
            alex.eval("[a, l, m] = for n <- [:account, :light, :manager], do: {n, :kate@localhost}");
            alex.eval("{:status, pid, _, _} = :sys.get_status(a)");
            states(alex);
            events(alex);
            functions(alex);
            code(alex);
            assertThat(alex.eval("ref = Process.monitor(l); {:sys.terminate(l, :normal),"
                            + " receive do {:DOWN, ^ref, _, _, reason} -> reason after 5000 -> :none end}"))
                    .isEqualTo("{:ok, :normal}");
        }
    }

    private static void states(ElixirPeer alex) throws IOException {
        assertThat(alex.eval("{:sys.get_state(a), :sys.get_state(l), :sys.get_state(m)}"))
                .isEqualTo("{%{count: 1}, {:red, %{count: 1}}, [{Tally, false, %{count: 1}}]}");
        assertThat(alex.eval("{:sys.replace_state(a, &SysBeamTest.more/1), GenServer.call(a, :get)}"))
                .isEqualTo("{%{count: 2}, 2}");
        assertThat(
                        alex.eval(
                                "try do :sys.replace_state(a, fn s -> s end)"
                                        + " catch :error, {:callback_failed, {:gen_server, :system_replace_state}, {_, _}} -> :refused end"))
                .isEqualTo(":refused");
        assertThat(alex.eval(
                        "for s <- [a, l, m] do {:status, _, {:module, n}, [_, :running, _, [], [{:header, h} | _]]}"
                                + " = :sys.get_status(s); {n, to_string(h)} end"))
                .isEqualTo("[gen_server: \"Status for generic server account\","
                        + " gen_statem: \"Status for state machine light\","
                        + " gen_event: \"Status for event handler manager\"]");
    }

    private static void events(ElixirPeer alex) throws IOException {
        assertThat(alex.eval("{:sys.log(a, true), :sys.statistics(a, true)}")).isEqualTo("{:ok, :ok}");
        alex.eval("{:ok, io} = StringIO.open(\"\"); Process.group_leader(pid, io); :sys.trace(a, true);"
                + " GenServer.cast(a, :more); GenServer.call(a, :get); :sys.trace(a, false)");
        assertThat(alex.eval("io |> StringIO.contents() |> elem(1) |> String.split(\"\\n\") |> Enum.take(2)"))
                .isEqualTo("[\"*DBG* account got cast more\", \"*DBG* account new state \\#{count => 3}\"]");
        assertThat(alex.eval("{:ok, es} = :sys.log(a, :get); Enum.map(es, &elem(&1, 0))"))
                .isEqualTo("[:in, :noreply, :in, :out]");
        assertThat(alex.eval("{:ok, s} = :sys.statistics(a, :get); {s[:messages_in], s[:messages_out]}"))
                .isEqualTo("{2, 1}");
        assertThat(alex.eval("{:sys.no_debug(a), :sys.log(a, :get), :sys.statistics(a, :get)}"))
                .isEqualTo("{:ok, {:ok, []}, {:ok, :no_statistics}}");
        assertThat(alex.eval("{:sys.log_to_file(a, 'x'), :sys.log_to_file(a, false)}"))
                .isEqualTo("{{:error, :open_file}, :ok}");
    }

    private static void functions(ElixirPeer alex) throws IOException {
        String told = "receive do {n, e} -> {n, e} after 5000 -> :none end";
        assertThat(alex.eval("{:sys.install(l, {&SysBeamTest.watch/3, self()}), :gen_statem.cast(l, :hello), " + told
                        + ", " + told + "}"))
                .isEqualTo("{:ok, :ok, {:light, :in}, {:light, :consume}}");
        assertThat(alex.eval("{:sys.remove(l, &SysBeamTest.watch/3), :gen_statem.cast(l, :hello), :sys.get_state(l),"
                        + " Process.info(self(), :message_queue_len)}"))
                .isEqualTo("{:ok, :ok, {:red, %{count: 1}}, {:message_queue_len, 0}}");
        assertThat(alex.eval("{:sys.install(a, {:mine, fn s, _, _ -> s end, 0}), GenServer.call(a, :get),"
                        + " :sys.get_status(a) |> elem(3) |> Enum.at(3)}"))
                .as("a function of the other node is taken, found to be none of this one, and gone")
                .isEqualTo("{:ok, 3, []}");
    }

    private static void code(ElixirPeer alex) throws IOException {
        assertThat(alex.eval("elem(:sys.change_code(a, Account, 1, []), 1) |> elem(0)"))
                .isEqualTo(":unknown_system_msg");
        assertThat(alex.eval("Enum.each([a, l, m], &:sys.suspend/1); for {s, x} <- [{a, []}, {l, []}, {m, 5}],"
                        + " do: :sys.change_code(s, Tally, 1, x)"))
                .isEqualTo("[:ok, :ok, :ok]");
        assertThat(alex.eval("match?({:error, {:EXIT, {%ArgumentError{message: \"bad\"}, _}}},"
                        + " :sys.change_code(a, Account, 1, :fail))"))
                .isEqualTo("true");
        assertThat(alex.eval("Enum.map([a, l, m], &{:sys.resume(&1), :sys.get_state(&1)})"))
                .isEqualTo("[ok: %{count: 100}, ok: {:green, %{count: 7}}, ok: [{Tally, false, %{count: 5}}]]");
    }

    /** The same machine, as a BEAM runs it. */
    private static final String REAL_LIGHT = "defmodule Light do @behaviour :gen_statem;"
            + " def callback_mode, do: [:handle_event_function, :state_enter];"
            + " def init(_), do: {:ok, :red, %{count: 1}};"
            + " def handle_event(:cast, :later, _, _), do: {:keep_state_and_data, [:postpone, {:state_timeout, 60000, :s}]};"
            + " def handle_event(:cast, :stop, _, _), do: {:stop, :boom};"
            + " def handle_event(:cast, :pop, _, _), do: {:keep_state_and_data, [:pop_callback_module]};"
            + " def handle_event({:call, _}, _, _, _), do: raise(ArgumentError, \"bad\");"
            + " def handle_event(_, _, _, _), do: :keep_state_and_data end";

    private static final String HEARD = "defmodule Heard do"
            + " def log(%{msg: {:report, %{label: {:gen_statem, _}} = r}}, %{config: %{to: to}}), do: send(to, {:heard, r});"
            + " def log(_, _), do: :ok; def next, do: (receive do {:heard, r} -> norm(r) after 20_000 -> :nothing end);"
            + " defp norm(%{reason: {class, reason, stack}} = r) do [_ | _] = stack;"
            + " {%{r | reason: {class, reason}, queue: Enum.map(r.queue, &event/1)} |> Map.drop([:client_info, :process_label]),"
            + " r |> :gen_statem.format_log() |> elem(0) |> to_string() =~ \"State machine\"} end;"
            + " defp event({{:call, _}, content}), do: {:call, content}; defp event(other), do: other end;"
            + " for {filter, _} <- :logger.get_primary_config().filters, do: :logger.remove_primary_filter(filter);"
            + " :logger.set_primary_config(:level, :error); :logger.remove_handler(:default);"
            + " :logger.add_handler(:heard, Heard, %{config: %{to: self()}})";

    @Test
    void a_machine_that_ends_is_reported_as_a_real_one_is() throws Exception {
        OwnCluster cluster = new OwnCluster();
        try (Reports here = new Reports();
                Node kate = cluster.jvm("kate");
                ElixirPeer alex = cluster.elixir("alex")) {
            alex.eval(REAL_LIGHT);
            alex.eval(HEARD);
            String call = "spawn(fn -> try do :gen_statem.call(l, :raise) catch :exit, _ -> :ok end end)";
            int ends = 0;
            for (String end : List.of(":gen_statem.cast(l, :stop)", ":gen_statem.cast(l, :pop)", call)) {
                String name = "light" + ends++; // the name of the one before is perhaps not free yet
                alex.eval("l = :" + name + "; {:ok, _} = :gen_statem.start({:local, l}, Light, [], [])");
                String expected = alex.eval(":gen_statem.cast(l, :later); " + end + "; Heard.next()");
                Pid light = kate.run(() -> new Light().start(Name.of(name)));
                alex.eval("l = {l, :kate@localhost}; {:status, pid, _, _} = :sys.get_status(l);"
                        + " Process.group_leader(pid, Process.group_leader())");
                String actual = alex.eval(":gen_statem.cast(l, :later); " + end + "; Heard.next()");
                assertThat(actual).isEqualTo(expected).contains("postponed: [cast: :later]", "true}");
                assertThat(here.next().getMessage())
                        .startsWith("State machine :" + name + " terminating")
                        .contains("Postponed: [cast: :later]", "Time-outs: {1, [state_timeout: :s]}")
                        .contains("Process: " + light + " on node");
                assertThat(here.left()).as("one report on one end").isEmpty();
            }
        }
    }
}
