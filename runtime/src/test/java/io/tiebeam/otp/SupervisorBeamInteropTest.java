// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ErlangModule;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Supervisors of Java asked by a real Elixir, and those of Elixir asked by Java. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SupervisorBeamInteropTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Reports reports;
    private static Node kate;
    private static ElixirPeer alex;
    private static RunningApplication running;

    /** What Elixir names in its specifications. */
    @ErlangModule("Elixir.Kid")
    public static final class Kid {
        private Kid() {}

        public static Pid startLink() {
            return Kernel.spawnLink(() -> Kernel.receive());
        }

        public static Pid startLink(String ignoredExtra) {
            return startLink();
        }
    }

    private static final class JvmApplication implements Application {
        @Override
        public Pid start() {
            return Supervisor.of(Strategy.ONE_FOR_ONE)
                    .named(Name.of("sup"))
                    .child(ChildSpec.of("a", () -> Kid.startLink()).modules(Atom.of("Elixir.Kid")))
                    .child(DynamicSupervisor.named(Name.of("dyn")).maxChildren(1))
                    .startLink();
        }

        @Override
        public List<Class<?>> modules() {
            return List.of(Kid.class);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        reports = new Reports();
        OwnCluster cluster = new OwnCluster();
        kate = cluster.jvm("kate");
        running = kate.run(() -> Applications.start(new JvmApplication(), Env.TEST));
        alex = cluster.elixir("alex");
        alex.eval("sup = {:sup, :kate@localhost}");
        alex.eval("dyn = {:dyn, :kate@localhost}");
    }

    @AfterAll
    static void stop() throws Exception {
        alex.close();
        running.stop(LONG);
        kate.close();
        reports.close();
    }

    @Test
    void elixir_asks_a_supervisor_here() throws Exception {
        assertThat(
                        alex.eval(
                                "for {id, pid, type, modules} <- Supervisor.which_children(sup), do: {id, is_pid(pid), type, modules}"))
                .startsWith("[{:dyn, true, :supervisor, [DynamicSupervisor]}, {:a, true, :worker, [Kid]}]");
        assertThat(alex.eval(
                        "Enum.sort(Supervisor.count_children(sup))")) // maps are shown in another order since OTP 26
                .isEqualTo("[active: 2, specs: 2, supervisors: 1, workers: 1]");
        assertThat(
                        alex.eval(
                                "{:ok, pid} = Supervisor.start_child(sup, %{id: :b, start: {Kid, :start_link, []}}); node(pid)"))
                .isEqualTo(":kate@localhost");
        assertThat(
                        alex.eval(
                                "Supervisor.start_child(sup, %{id: :b, start: {Kid, :start_link, []}}) == {:error, {:already_started, pid}}"))
                .isEqualTo("true");
        assertThat(alex.eval(
                        "{:ok, spec} = :supervisor.get_childspec(sup, :b); {spec.start, spec.restart, spec.modules}"))
                .isEqualTo("{{Kid, :start_link, []}, :permanent, [Kid]}");
        assertThat(alex.eval("Supervisor.terminate_child(sup, :b)")).isEqualTo(":ok");
        assertThat(alex.eval("Supervisor.delete_child(sup, :b)")).isEqualTo(":ok");
        assertThat(
                        alex.eval(
                                "{:error, {{:EXIT, {why, _}}, _}} = Supervisor.start_child(sup, %{id: :c, start: {Hidden, :run, []}}); why"))
                .isEqualTo(":undef");
    }

    @Test
    void elixir_asks_for_a_child_that_java_code_starts_again() throws Exception {
        alex.eval("{:ok, spec} = :supervisor.get_childspec(sup, :a)");
        assertThat(alex.eval("{:ok, pid} = Supervisor.start_child(sup, %{spec | id: :copy}); node(pid)"))
                .isEqualTo(":kate@localhost");
        assertThat(alex.eval("Supervisor.terminate_child(sup, :copy); Supervisor.delete_child(sup, :copy)"))
                .isEqualTo(":ok");
    }

    @Test
    void elixir_asks_a_dynamic_supervisor_here() throws Exception {
        alex.eval("kid = %{id: Kid, start: {Kid, :start_link, [\"x\"]}, restart: :temporary}");
        assertThat(alex.eval("{:ok, pid} = DynamicSupervisor.start_child(dyn, kid); node(pid)"))
                .isEqualTo(":kate@localhost");
        assertThat(alex.eval("DynamicSupervisor.start_child(dyn, kid)")).isEqualTo("{:error, :max_children}");
        assertThat(alex.eval("DynamicSupervisor.which_children(dyn) == [{:undefined, pid, :worker, [Kid]}]"))
                .isEqualTo("true");
        assertThat(alex.eval("state = case :sys.get_state(dyn) do {:ok, s} -> s; s -> s end; state.children[pid]"))
                .isEqualTo("{{Kid, :start_link, :undefined}, :temporary, 5000, :worker, [Kid]}");
        assertThat(alex.eval("DynamicSupervisor.terminate_child(dyn, pid)")).isEqualTo(":ok");
        assertThat(alex.eval("DynamicSupervisor.terminate_child(dyn, pid)")).isEqualTo("{:error, :not_found}");
    }

    @Test
    void java_asks_a_supervisor_there() throws Exception {
        alex.eval("{:ok, real} = Supervisor.start_link([{Agent, fn -> 0 end}], strategy: :one_for_one, name: Real)");
        Name.At real = Name.of("Elixir.Real").at("alex@localhost");
        ChildSpec agent = ChildSpec.of(
                        "more",
                        Mfa.of("Elixir.Agent", "start_link", Atom.of("erlang"), Atom.of("node"), ListTerm.EMPTY))
                .restart(Restart.TRANSIENT);
        kate.run(() -> {
            assertThat(Supervisor.whichChildren(real))
                    .singleElement()
                    .satisfies(c -> assertThat(c.id()).isEqualTo(Atom.of("Elixir.Agent")))
                    .satisfies(c -> assertThat(c.pid()).isPresent());
            Pid more = Supervisor.startChild(real, agent).orElseThrow();
            assertThat(more.node()).isEqualTo(Atom.of("alex@localhost"));
            assertThat(Supervisor.countChildren(real)).isEqualTo(new Supervisor.Counts(2, 2, 0, 2));
            assertThat(Supervisor.getChildSpec(real, "more").orElseThrow().restart())
                    .isEqualTo(Restart.TRANSIENT);
            assertThatThrownBy(() -> Supervisor.startChild(real, agent))
                    .isInstanceOf(SupervisorException.class)
                    .hasMessageContaining("already started");
            assertThat(Supervisor.terminateChild(real, "more")).isTrue();
            assertThat(Supervisor.restartChild(real, "more")).isPresent();
            assertThatThrownBy(() -> Supervisor.deleteChild(real, "more"))
                    .isInstanceOfSatisfying(
                            SupervisorException.class,
                            e -> assertThat(e.reason()).isEqualTo(Atom.of("running")));
            return null;
        });
    }

    @Test
    void java_asks_a_dynamic_supervisor_there() throws Exception {
        alex.eval("{:ok, dynamic} = DynamicSupervisor.start_link(name: Dynamic)");
        Name.At dynamic = Name.of("Elixir.Dynamic").at("alex@localhost");
        ChildSpec agent = ChildSpec.of(
                "any", Mfa.of("Elixir.Agent", "start_link", Atom.of("erlang"), Atom.of("node"), ListTerm.EMPTY));
        kate.run(() -> {
            Pid child = DynamicSupervisor.startChild(dynamic, agent);
            assertThat(DynamicSupervisor.whichChildren(dynamic))
                    .singleElement()
                    .satisfies(c -> assertThat(c.pid()).contains(child));
            assertThat(DynamicSupervisor.terminateChild(dynamic, child)).isTrue();
            assertThat(DynamicSupervisor.countChildren(dynamic)).isEqualTo(new Supervisor.Counts(0, 0, 0, 0));
            return null;
        });
    }
}
