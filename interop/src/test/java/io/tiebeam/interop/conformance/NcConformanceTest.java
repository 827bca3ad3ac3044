// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** What OTP asks of its own library for Java: every kind of term goes there and back. */
class NcConformanceTest extends Conformance {
    NcConformanceTest() {
        super("nc_SUITE", "nc_cases", Puppet.class);
    }
}
