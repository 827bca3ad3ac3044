// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.From;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is reported of processes here whose output goes to a real Elixir node, as a handler of its logger gets it. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportsBeamTest {
    private static final String HANDLER = "defmodule Heard do"
            + " def log(e, %{config: %{to: to}}), do: send(to, {:heard, e}) end;"
            + " :logger.set_primary_config(:level, :error); :logger.remove_handler(:default);"
            + " :logger.add_handler(:heard, Heard, %{config: %{to: self()}})";
    private static final String NEXT = "receive do {:heard, %{msg: {:report, %{label: {:supervisor, c}, report: r}},"
            + " meta: %{domain: [:otp, :sasl], report_cb: cb}} = e} ->"
            + " {:supervisor, c, r[:reason], r[:offender][:id], is_pid(r[:offender][:pid]),"
            + " String.contains?(to_string(:io_lib.format(\"~ts\", [cb.(elem(e.msg, 1), %{depth: :unlimited,"
            + " chars_limit: :unlimited, single_line: false})])), \"Supervisor\")};"
            + " {:heard, %{msg: {:report, %{label: {:proc_lib, :crash}, report: [r, []]}},"
            + " meta: %{domain: [:otp, :sasl], report_cb: cb}} = e} ->"
            + " {:crash, Keyword.get(r, :initial_call) && elem(r[:initial_call], 1), elem(r[:error_info], 0),"
            + " elem(r[:error_info], 1), String.contains?(to_string(:io_lib.format(\"~ts\", [cb.(elem(e.msg, 1),"
            + " %{depth: :unlimited, chars_limit: :unlimited, single_line: false})])), \"crasher\")};"
            + " {:heard, %{msg: {:report, %{label: {:gen_server, :terminate}, reason: r, last_message: m}}}} ->"
            + " {:terminate, r, m} after 20_000 -> :nothing end";

    static final class Fragile extends GenServer<Term> {
        private final boolean starts;

        Fragile(boolean starts) {
            this.starts = starts;
        }

        @Override
        protected NoReply init() {
            if (!starts) {
                throw new IllegalArgumentException("no disk");
            }
            return noReply();
        }

        @Override
        protected Reply handleCall(Term message, From from) {
            return reply(message);
        }

        @Override
        protected NoReply handleCast(Term message) {
            return stop(message);
        }
    }

    @Test
    void a_server_its_supervisor_and_one_that_cannot_start_are_told_of_as_otp_tells() throws Exception {
        OwnCluster cluster = new OwnCluster();
        try (Reports _ = new Reports();
                Node kate = cluster.jvm("kate");
                ElixirPeer alex = cluster.elixir("alex")) {
            alex.eval(HANDLER);
            CountDownLatch registered = new CountDownLatch(1);
            kate.run(() -> Kernel.spawn(() -> {
                Processes.register(Name.of("probe"), Kernel.self());
                registered.countDown();
                Processes.groupLeader(Kernel.self(), (Pid) Kernel.receive());
                Supervisor.of(ONE_FOR_ONE)
                        .child(ChildSpec.of("fragile", () -> new Fragile(true)).named(Name.of("fragile")))
                        .startLink();
                assertThatThrownBy(() -> new Fragile(false).start()).hasMessageContaining("no disk");
                Kernel.receive();
            }));
            registered.await();
            alex.eval("send({:probe, :kate@localhost}, Process.group_leader())");
            assertThat(alex.eval(NEXT)).isEqualTo("{:crash, nil, :error, %ArgumentError{message: \"no disk\"}, true}");
            alex.eval("GenServer.cast({:fragile, :kate@localhost}, :boom)");
            assertThat(alex.eval(NEXT)).isEqualTo("{:terminate, :boom, {:\"$gen_cast\", :boom}}");
            assertThat(alex.eval(NEXT)).isEqualTo("{:crash, :init, :exit, :boom, true}");
            assertThat(alex.eval(NEXT)).isEqualTo("{:supervisor, :child_terminated, :boom, :fragile, true, true}");
        }
    }
}
