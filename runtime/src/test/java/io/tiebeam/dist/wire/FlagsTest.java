// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FlagsTest {
    private static final long OTP_25_AND_27 = 0x0D07DF7FBDL;
    private static final long OTP_29 = 0x6D07DF7FBDL;

    @Test
    void we_offer_what_OTP_29_offers_but_for_what_is_not_written_yet() {
        assertThat(Flags.offered())
                .isEqualTo(OTP_29 & ~(Flags.PUBLISHED | Flags.DIST_HDR_ATOM_CACHE | Flags.FRAGMENTS));
    }

    @Test
    void nodes_since_OTP_25_lack_nothing() {
        assertThat(Flags.missing(Flags.expanded(OTP_25_AND_27))).isZero();
        assertThat(Flags.missing(Flags.expanded(OTP_29))).isZero();
        assertThat(Flags.missing(Flags.offered())).isZero();
    }

    @Test
    void the_digest_flag_is_written_out() {
        assertThat(Flags.expanded(Flags.MANDATORY_25_DIGEST)).isEqualTo(Flags.MANDATORY_25_DIGEST | Flags.MANDATORY_25);
        assertThat(Flags.expanded(Flags.SPAWN)).isEqualTo(Flags.SPAWN);
    }

    @Test
    void flags_have_the_names_of_OTP() {
        assertThat(Flags.names(OTP_29))
                .containsExactly(
                        "PUBLISHED",
                        "EXTENDED_REFERENCES",
                        "DIST_MONITOR",
                        "FUN_TAGS",
                        "DIST_MONITOR_NAME",
                        "NEW_FUN_TAGS",
                        "EXTENDED_PIDS_PORTS",
                        "EXPORT_PTR_TAG",
                        "BIT_BINARIES",
                        "NEW_FLOATS",
                        "UNICODE_IO",
                        "DIST_HDR_ATOM_CACHE",
                        "SMALL_ATOM_TAGS",
                        "UTF8_ATOMS",
                        "MAP_TAG",
                        "BIG_CREATION",
                        "SEND_SENDER",
                        "BIG_SEQTRACE_LABELS",
                        "EXIT_PAYLOAD",
                        "FRAGMENTS",
                        "HANDSHAKE_23",
                        "UNLINK_ID",
                        "MANDATORY_25_DIGEST",
                        "SPAWN",
                        "V4_NC",
                        "ALIAS",
                        "ALTACT_SIG",
                        "NATIVE_RECORDS");
        assertThat(Flags.names(1L << 63)).containsExactly("63");
    }
}
