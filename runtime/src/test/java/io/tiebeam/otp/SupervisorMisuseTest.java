// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is said to who uses supervisors in a wrong way. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SupervisorMisuseTest {
    private static final ChildSpec CHILD = ChildSpec.process("a", () -> Kernel.receive());

    private final OnNode node = new OnNode("alex@localhost");
    private final Reports reports = new Reports();

    @AfterEach
    void stop() {
        node.close();
        reports.close();
    }

    @Test
    void a_child_twice() {
        Supervisor one = Supervisor.of(ONE_FOR_ONE).child(CHILD);
        assertThatThrownBy(() -> one.child(CHILD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two children of one supervisor are called :a (duplicate_child_name):"
                        + " give one of them another id, childSpec().id(\"...\")");
    }

    @Test
    void a_significant_child_that_never_ends_for_good() {
        assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE).child(CHILD.significant()))
                .hasMessageStartingWith("child :a is significant and permanent (bad_combination)");
    }

    @Test
    void a_significant_child_of_a_supervisor_that_never_ends_by_itself() {
        Supervisor plan = Supervisor.of(ONE_FOR_ONE)
                .child(CHILD.restart(Restart.TRANSIENT).significant());
        assertThatThrownBy(plan::startLink)
                .hasMessage("child :a is significant, and its supervisor never ends by itself (bad_combination):"
                        + " say when, Supervisor.autoShutdown(ANY_SIGNIFICANT)");
        assertThatThrownBy(() -> DynamicSupervisor.startChild(
                        Name.of("nobody"), CHILD.restart(Restart.TRANSIENT).significant()))
                .hasMessageStartingWith("child :a is significant (invalid_significant)");
    }

    @Test
    void a_start_that_returns_no_pid() throws Throwable {
        node.run(_ -> {
            Pid sup = Supervisor.of(ONE_FOR_ONE).child(CHILD).startLink();
            assertThatThrownBy(() -> Supervisor.startChild(sup, ChildSpec.of("b", () -> (Pid) null)))
                    .isInstanceOf(SupervisorException.class)
                    .hasMessageContaining("child :b was not started by supervisor " + sup)
                    .hasMessageContaining("the start of a child returned null, expected a pid");
            assertThat(Supervisor.countChildren(sup).specs()).isEqualTo(1);
            return null;
        });
    }

    @Test
    void a_factory_that_throws_loses_nothing_else() throws Throwable {
        node.run(_ -> {
            Pid sup = Supervisor.of(ONE_FOR_ONE).child(CHILD).startLink();
            ChildSpec bad = ChildSpec.of("b", (ChildSpec.Factory) () -> {
                throw new IllegalStateException("no room");
            });
            assertThatThrownBy(() -> Supervisor.startChild(sup, bad))
                    .isInstanceOf(SupervisorException.class)
                    .hasMessageContaining("no room");
            assertThat(Supervisor.countChildren(sup)).isEqualTo(new Supervisor.Counts(1, 1, 0, 1));
            return null;
        });
    }

    @Test
    void a_name_for_a_child_that_starts_itself() {
        assertThatThrownBy(() -> CHILD.named(Name.of("b")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("child :a is started by code of its own, which has to name it");
    }

    @Test
    void code_of_this_jvm_for_another_node() {
        assertThatThrownBy(() -> Supervisor.startChild(Name.of("sup").at("kate@localhost"), CHILD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "(?s)child :a is code of io\\.tiebeam\\.otp\\.SupervisorMisuseTest, which supervisor"
                                + " \\{:sup, :kate@localhost} of another node cannot run.*Mfa\\.of.*");
    }

    @Test
    void a_period_that_is_not_whole_seconds() {
        assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE).maxRestarts(1, Duration.ofMillis(500)))
                .hasMessageContaining("whole seconds");
        assertThatThrownBy(() -> DynamicSupervisor.unnamed().maxChildren(-1))
                .hasMessageContaining("expected max_children to be zero or more");
    }

    @Test
    void partitions_of_nothing() throws Throwable {
        assertThatThrownBy(() -> PartitionSupervisor.named(Name.of("p")).partitions(0))
                .hasMessage("expected one partition or more, got: 0");
        assertThatThrownBy(PartitionSupervisor.named(Name.of("p"))::startLink)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("PartitionSupervisor :p has nothing to start");
        node.run(_ -> {
            PartitionSupervisor.named(Name.of("p")).partitions(1).child(CHILD).startLink();
            assertThatThrownBy(() -> Supervisor.of(ONE_FOR_ONE).startLink(PartitionSupervisor.at(Name.of("p"), 1)))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("a process cannot be started as a partition");
            return null;
        });
    }
}
