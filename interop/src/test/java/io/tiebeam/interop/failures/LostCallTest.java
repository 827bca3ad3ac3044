// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.interop.failures.Pair.KATE;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.ExitException;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The connection goes while a call waits for its answer. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LostCallTest {
    private static final Atom NODEDOWN = Atom.of("nodedown");

    private static Pair pair;

    @BeforeAll
    static void start() {
        pair = new Pair();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @AfterEach
    void nodes_go_on_working() throws Exception {
        pair.goesOnWorking();
    }

    /** Calls {@code server}, on a thread that runs no process; what the call throws. */
    private static CompletableFuture<Throwable> call(Name.At server) {
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                TaskSupervisor.at(server).children();
                failed.complete(new AssertionError("answered"));
            } catch (RuntimeException e) {
                failed.complete(e);
            }
        });
        return failed;
    }

    @Test
    void a_call_to_kate_fails_when_she_hangs_up() {
        pair.shows("Kate.mute(:mute)");
        CompletableFuture<Throwable> failed = call(Name.of("mute").at(KATE));
        assertThat(pair.value("Kate.await_mail(:mute)")).isEqualTo("1");
        assertThat(pair.value("Node.disconnect(:alex@localhost)")).isEqualTo("true");
        assertThat(failed)
                .succeedsWithin(SOON)
                .isInstanceOfSatisfying(NoConnectionException.class, LostCallTest::tells)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.THROWABLE)
                .hasMessage("exited in: GenServer.call({:mute, :kate@localhost}, :which_children, :infinity)\n"
                        + "    ** (EXIT) no connection to kate@localhost");
        assertThat(pair.value("Process.exit(Process.whereis(:mute), :kill)")).isEqualTo("true");
    }

    private static void tells(ExitException failed) {
        Tuple call = Tuple.of(
                Atom.of("Elixir.GenServer"),
                Atom.of("call"),
                ListTerm.of(Tuple.of(Atom.of("mute"), KATE.atom()), Atom.of("which_children"), Atom.of("infinity")));
        assertThat(failed.reason()).isEqualTo(Tuple.of(Tuple.of(NODEDOWN, KATE.atom()), call));
    }

    @Test
    void a_call_to_kate_fails_when_we_hang_up() throws Exception {
        pair.shows("Kate.mute(:silent)");
        CompletableFuture<Throwable> failed = call(Name.of("silent").at(KATE));
        assertThat(pair.value("Kate.await_mail(:silent)")).isEqualTo("1");
        assertThat(pair.alex().<Boolean>run(() -> Node.disconnect(KATE))).isTrue();
        assertThat(failed).succeedsWithin(SOON).isInstanceOf(NoConnectionException.class);
    }

    @Test
    void a_call_from_kate_fails_when_we_hang_up() throws Exception {
        CompletableFuture<Void> registered = new CompletableFuture<>();
        Thread server = Thread.ofVirtual().start(() -> {
            try {
                pair.alex().run(() -> {
                    Processes.register(Name.of("mute"), self());
                    registered.complete(null);
                    assertThat(receive().toString()).startsWith("{:\"$gen_call\", ");
                    return Node.disconnect(KATE);
                });
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(registered).succeedsWithin(SOON);
        assertThat(pair.kate().run("GenServer.call({:mute, :alex@localhost}, :hi, :infinity)"))
                .startsWith(
                        "** (exit) exited in: GenServer.call({:mute, :alex@localhost}, :hi, :infinity)",
                        "    ** (EXIT) no connection to alex@localhost");
        server.join();
    }
}
