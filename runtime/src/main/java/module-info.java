// SPDX-License-Identifier: Apache-2.0

/** Erlang/OTP for the JVM: processes, nodes, supervision, and the distribution protocol. */
module io.tiebeam {
    requires transitive io.tiebeam.term;

    exports io.tiebeam;
    exports io.tiebeam.otp;

    uses io.tiebeam.otp.Application;

    uses io.tiebeam.process.NetworkStarter;

    provides io.tiebeam.process.NetworkStarter with
            io.tiebeam.dist.Starter;
}
