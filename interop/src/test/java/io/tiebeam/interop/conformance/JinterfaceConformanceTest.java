// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** What OTP asks of its own library for Java: messages, links and exits between a BEAM and processes of Java. */
class JinterfaceConformanceTest extends Conformance {
    JinterfaceConformanceTest() {
        super("jinterface_SUITE", "jinterface_cases", Puppet.class);
    }
}
