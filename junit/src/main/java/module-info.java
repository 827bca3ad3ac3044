// SPDX-License-Identifier: Apache-2.0

/** Tests of processes and of distributed applications, on JUnit. Exported: what tests say. */
module io.tiebeam.junit {
    requires transitive io.tiebeam;
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.commons;
    requires static jdk.jshell;
    requires static org.junit.platform.engine;
    requires static org.junit.platform.launcher;
    requires static java.logging;

    exports io.tiebeam.junit;

    opens io.tiebeam.junit to
            org.junit.platform.commons;

    uses io.tiebeam.otp.Application;
}
