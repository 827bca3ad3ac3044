// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code erpc} and {@code rpc} each way between a real Elixir node, alex, and this JVM, kate. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ErpcInteropTest {
    private static final NodeName ALEX = NodeName.of("alex@localhost");
    private static final NodeName NOBODY = NodeName.of("nobody@localhost");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Reports reports;
    private static Node kate;
    private static ElixirPeer alex;

    /** What Elixir calls here. */
    @ErlangModule("Elixir.Jvm")
    public static final class Work {
        private Work() {}

        public static String shout(String text) {
            return text + "!";
        }

        public static void slow(long millis) {
            Kernel.receive(Duration.ofMillis(millis));
        }

        public static void boom(String text) {
            throw new IllegalStateException("boom " + text);
        }

        public static void leave() {
            Kernel.exit("left");
        }

        public static void die() {
            Kernel.exit(Kernel.self(), "kill");
            Kernel.receive();
        }

        public static void tell(Pid to) {
            Kernel.send(to, Atom.of("told"));
        }

        public static void print(String text) {
            Kernel.print(text);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        reports = new Reports();
        OwnCluster cluster = new OwnCluster();
        kate = cluster.jvm("kate");
        kate.expose(Work.class);
        alex = cluster.elixir("alex");
        assertThat(alex.eval("kate = :kate@localhost")).isEqualTo(":kate@localhost");
    }

    @AfterAll
    static void stop() throws Exception {
        alex.close();
        kate.close();
        reports.close();
    }

    /** The class and the reason of what {@code call} raises in Elixir. */
    private static String raised(String call) throws Exception {
        return alex.eval("try do " + call + " catch kind, reason -> {kind, reason} end");
    }

    // ---- Elixir acts ----------------------------------------------------------------------------------------------

    @Test
    void elixir_calls_java_by_erpc_and_by_rpc() throws Exception {
        assertThat(alex.eval(":erpc.call(kate, Jvm, :shout, [\"hi\"])")).isEqualTo("\"hi!\"");
        assertThat(alex.eval(":rpc.call(kate, Jvm, :shout, [\"hi\"])")).isEqualTo("\"hi!\"");
        assertThat(alex.eval(":rpc.block_call(kate, Jvm, :shout, [\"hi\"])")).isEqualTo("\"hi!\"");
        assertThat(alex.eval(":erpc.multicall([node(), kate], :erlang, :node, [])"))
                .isEqualTo("[ok: :alex@localhost, ok: :kate@localhost]");
        assertThat(alex.eval(":rpc.multicall([kate, :nobody@localhost], :erlang, :node, [])"))
                .isEqualTo("{[:kate@localhost], [:nobody@localhost]}");
        assertThat(alex.eval(":erpc.send_request(kate, Jvm, :shout, [\"later\"]) |> :erpc.receive_response(5000)"))
                .isEqualTo("\"later!\"");
        assertThat(alex.eval(":rpc.async_call(kate, Jvm, :shout, [\"later\"]) |> :rpc.yield()"))
                .isEqualTo("\"later!\"");
    }

    @Test
    void every_end_of_a_call_has_the_class_and_reason_that_a_BEAM_gives_it() throws Exception {
        assertThat(raised(":erpc.call(kate, Nobody, :there, [1])"))
                .isEqualTo("{:error, {:exception, :undef, [{Nobody, :there, [1], []}]}}");
        assertThat(raised(":erpc.call(kate, Jvm, :boom, [\"x\"])"))
                .startsWith(
                        "{:error, {:exception, %RuntimeError{message: \"java.lang.IllegalStateException: boom x\"}, [{");
        assertThat(raised(":erpc.call(kate, Jvm, :leave, [])")).isEqualTo("{:exit, {:exception, :left}}");
        assertThat(raised(":erpc.call(kate, Jvm, :die, [])")).isEqualTo("{:exit, {:signal, :killed}}");
        assertThat(raised(":erpc.call(kate, Jvm, :slow, [60000], 50)")).isEqualTo("{:error, {:erpc, :timeout}}");
        assertThat(raised(":erpc.call(kate, :erlang, :whereis, [\"text\"])"))
                .startsWith("{:error, {:exception, :badarg, [{:erlang, :whereis, [\"text\"]");
        assertThat(alex.eval(":rpc.call(kate, Nobody, :there, [])"))
                .isEqualTo("{:badrpc, {:EXIT, {:undef, [{Nobody, :there, [], []}]}}}");
        assertThat(alex.eval(":rpc.block_call(kate, Jvm, :leave, [])")).isEqualTo("{:badrpc, {:EXIT, :left}}");
        assertThat(alex.eval(":rpc.call(kate, Jvm, :slow, [60000], 50)")).isEqualTo("{:badrpc, :timeout}");
    }

    @Test
    void casts_and_broadcasts_arrive() throws Exception {
        assertThat(alex.eval(":erpc.cast(kate, Jvm, :tell, [self()]); receive do x -> x after 20000 -> :none end"))
                .isEqualTo(":told");
        assertThat(alex.eval(":rpc.cast(kate, Jvm, :tell, [self()]); receive do x -> x after 20000 -> :none end"))
                .isEqualTo(":told");
        assertThat(alex.eval(":rpc.sbcast([kate], :nobody, :hi)")).isEqualTo("{[], [:kate@localhost]}");
        assertThat(alex.eval(":rpc.sbcast([kate], :rex, :hi)")).isEqualTo("{[:kate@localhost], []}");
    }

    @Test
    void the_output_of_a_call_goes_to_the_caller() throws Exception {
        alex.eval(":erpc.call(kate, Jvm, :print, [\"from kate\\n\"])");
        assertThat(alex.printed()).containsExactly("from kate");
        alex.eval(":rpc.block_call(kate, Jvm, :print, [\"from rex\\n\"])");
        assertThat(alex.printed()).containsExactly("from rex");
    }

    @Test
    void a_node_is_asked_what_any_node_knows_of_itself() throws Exception {
        assertThat(alex.eval(":erpc.call(kate, :erlang, :is_alive, [])")).isEqualTo("true");
        assertThat(alex.eval(":erpc.call(kate, :erlang, :nodes, [])")).isEqualTo("[:alex@localhost]");
        assertThat(alex.eval(":erpc.call(kate, :erlang, :whereis, [:rex]) |> node()"))
                .isEqualTo(":kate@localhost");
        assertThat(alex.eval(":net_kernel in :erpc.call(kate, :erlang, :registered, [])"))
                .isEqualTo("true");
        assertThat(alex.eval("length(:erpc.call(kate, :erlang, :processes, [])) > 2"))
                .isEqualTo("true");
        assertThat(alex.eval(":erpc.call(kate, :erlang, :memory, [])[:total] > 0"))
                .isEqualTo("true");
        assertThat(alex.eval(":erpc.call(kate, :erlang, :system_info, [:wordsize])"))
                .isEqualTo("8");
        assertThat(alex.eval(":erpc.call(kate, :code, :ensure_loaded, [Jvm])")).isEqualTo("{:module, Jvm}");
        assertThat(alex.eval(":rpc.call(kate, :code, :ensure_loaded, [IEx])")).isEqualTo("{:error, :nofile}");
        assertThat(alex.eval(":erpc.call(kate, :erlang, :function_exported, [Jvm, :shout, 1])"))
                .isEqualTo("true");
        assertThat(alex.eval(":erpc.call(kate, :erlang, :function_exported, [Jvm, :shout, 2])"))
                .isEqualTo("false");
    }

    /** An application with one process. */
    private static final class StoreApplication implements Application {
        @Override
        public String description() {
            return "keeps things";
        }

        @Override
        public String version() {
            return "1.2.3";
        }

        @Override
        public Pid start() {
            return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
        }
    }

    @Test
    void a_node_is_asked_for_its_applications_and_groups_whether_there_are_any_or_not() throws Exception {
        String which = ":rpc.call(kate, :application, :which_applications, [])";
        assertThat(alex.eval(which)).isEqualTo("[]");
        assertThat(alex.eval(":rpc.call(kate, :pg, :get_members, [:nobody])")).isEqualTo("[]");
        kate.run(() -> {
            RunningApplication store = Applications.start(new StoreApplication(), Env.TEST);
            String listed = "[{:store, ~c\"keeps things\", ~c\"1.2.3\"}]";
            assertThat(alex.eval(which + " == " + listed)).isEqualTo("true");
            assertThat(alex.eval(":erpc.call(kate, :application, :which_applications, [500]) == " + listed))
                    .isEqualTo("true");
            assertThat(alex.eval(":erpc.call(kate, Application, :started_applications, []) == " + listed))
                    .isEqualTo("true");
            Processes.register(Name.of("store_top"), store.supervisor());
            assertThat(alex.eval("top = :erpc.call(kate, :erlang, :whereis, [:store_top]);"
                            + " :erpc.call(kate, :application, :get_application, [top])"))
                    .isEqualTo("{:ok, :store}");
            Applications.stop("store");
            assertThat(alex.eval(which)).isEqualTo("[]");
            assertThat(alex.eval(":erpc.call(kate, :application, :loaded_applications, []) == " + listed))
                    .isEqualTo("true");
            Applications.unload("store");
            return null;
        });
    }

    // ---- Java acts ------------------------------------------------------------------------------------------------

    @Test
    void java_calls_elixir() throws Exception {
        assertThat(Erpc.call(ALEX, Mfa.of("Elixir.String", "upcase", "hi"))).isEqualTo(Bits.of("HI"));
        assertThat(Erpc.call(ALEX, Mfa.of("erlang", "node"), LONG)).isEqualTo(ALEX.atom());
        assertThat(Erpc.multicall(List.of(ALEX, NodeName.of("kate@localhost")), Mfa.of("erlang", "node"), LONG))
                .extracting(answer -> ((Erpc.Answer.Value) answer).value())
                .containsExactly(ALEX.atom(), Atom.of("kate@localhost"));
        Term told = kate.run(() -> {
            Erpc.cast(ALEX, Mfa.of("erlang", "send", Kernel.self(), Atom.of("told")));
            return Kernel.receive();
        });
        assertThat(told).isEqualTo(Atom.of("told"));
    }

    @Test
    void java_hears_how_a_call_ended() {
        ErpcException error =
                catchThrowableOfType(ErpcException.class, () -> Erpc.call(ALEX, Mfa.of("Elixir.Peer", "boom", "x")));
        assertThat(error.kind()).isEqualTo(ErpcException.Kind.ERROR);
        assertThat(error).hasMessageContaining("alex@localhost").hasMessageContaining("** (RuntimeError) boom x");
        assertThat(error.stack().isEmpty()).isFalse();
        assertThat(catchThrowableOfType(
                                ErpcException.class, () -> Erpc.call(ALEX, Mfa.of("erlang", "exit", Atom.of("gone"))))
                        .value())
                .isEqualTo(Atom.of("gone"));
        assertThat(catchThrowableOfType(
                                ErpcException.class, () -> Erpc.call(ALEX, Mfa.of("erlang", "throw", Int.of(7))))
                        .kind())
                .isEqualTo(ErpcException.Kind.THROW);
        assertThatThrownBy(() -> Erpc.call(ALEX, Mfa.of("Elixir.Process", "sleep", 60_000), Duration.ofMillis(50)))
                .isInstanceOf(CallTimeoutException.class)
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> Erpc.call(NOBODY, Mfa.of("erlang", "node")))
                .isInstanceOf(NoConnectionException.class)
                .hasMessageContaining("nobody@localhost")
                .hasMessageContaining("noconnection");
    }

    @Test
    void java_makes_calls_that_wait_for_each_other_and_broadcasts() {
        assertThat(Rpc.blockCall(ALEX, Mfa.of("Elixir.String", "upcase", "hi"), LONG))
                .isEqualTo(Bits.of("HI"));
        assertThatThrownBy(() -> Rpc.blockCall(ALEX, Mfa.of("erlang", "exit", Atom.of("gone")), LONG))
                .isInstanceOf(ExitException.class)
                .hasMessageContaining("{:badrpc, {:EXIT, :gone}}");
        assertThat(Rpc.sbcast(List.of(ALEX, NOBODY), Name.of("rex"), Atom.of("hi")))
                .isEqualTo(new Rpc.Delivered(List.of(ALEX), List.of(NOBODY)));
        assertThat(Rpc.sbcast(List.of(ALEX), Name.of("nobody"), Atom.of("hi")).bad())
                .containsExactly(ALEX);
    }

    @Test
    void a_request_is_answered_when_it_is_asked_for_and_leaves_nothing_behind() throws Exception {
        kate.run(() -> {
            Erpc.Request slow = Erpc.sendRequest(ALEX, Mfa.of("Elixir.Process", "sleep", 60_000));
            Erpc.Request quick = Erpc.sendRequest(ALEX, Mfa.of("erlang", "node"));
            assertThat(quick.receiveResponse(LONG)).isEqualTo(ALEX.atom());
            assertThat(slow.waitResponse(Duration.ofMillis(20))).isEmpty();
            slow.abandon();
            assertThat(Kernel.receive(Duration.ZERO)).isEqualTo(Optional.empty());
            return null;
        });
    }
}
