// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EpmdWireTest {
    static Stream<Recorded> recorded() {
        return Recorded.all().stream();
    }

    @Test
    void the_recordings_hold_every_kind_of_request() {
        assertThat(recorded().map(each -> each.body()[0]).distinct())
                .containsExactlyInAnyOrder((byte) 120, (byte) 122, (byte) 110);
        assertThat(recorded()).hasSize(137);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("recorded")
    void what_real_nodes_and_a_real_epmd_said_is_read_and_written_byte_for_byte(Recorded recorded) throws IOException {
        EpmdRequest request = EpmdRequest.parse(recorded.body());
        assertThat(request.bytes()).isEqualTo(recorded.request());
        assertThat(answerTo(request, recorded.response()).bytes()).isEqualTo(recorded.response());
    }

    @Test
    void a_registration_is_what_a_beam_node_sends() {
        assertThat(new EpmdRequest.Alive2(EpmdEntry.of("kate", 0xA329, NodeKind.VISIBLE)).bytes())
                .isEqualTo(hex("001178a3294d000006000500046b6174650000"));
        assertThat(new EpmdRequest.Alive2(EpmdEntry.of("kate", 0xA329, NodeKind.HIDDEN)).bytes())
                .isEqualTo(hex("001178a32948000006000500046b6174650000"));
    }

    @Test
    void a_registration_is_answered_in_two_widths() throws IOException {
        assertThat(EpmdReply.readAlive2(in("76006b02c3a6")))
                .isEqualTo(new EpmdReply.Alive2(true, OptionalInt.of(0x6B02C3A6)));
        assertThat(EpmdReply.readAlive2(in("79000003"))).isEqualTo(new EpmdReply.Alive2(false, OptionalInt.of(3)));
        assertThat(EpmdReply.readAlive2(in("760100000063"))).isEqualTo(new EpmdReply.Alive2(true, OptionalInt.empty()));
        assertThat(new EpmdReply.Alive2(false, OptionalInt.of(3)).bytes()).isEqualTo(hex("79000003"));
        assertThat(new EpmdReply.Alive2(true, OptionalInt.empty()).bytes()).isEqualTo(hex("760100000063"));
    }

    @Test
    void a_look_up_finds_or_not() throws IOException {
        assertThat(EpmdReply.readPort2(in("7701")).entry()).isEmpty();
        assertThat(EpmdReply.readPort2(in("7700a3294d000006000500046b6174650000"))
                        .entry())
                .isEqualTo(Optional.of(EpmdEntry.of("kate", 41769, NodeKind.VISIBLE)));
    }

    @Test
    void names_with_letters_beyond_ascii_survive() throws IOException {
        var entry = EpmdEntry.of("żółw", 1, NodeKind.VISIBLE);
        byte[] bytes = new EpmdRequest.Alive2(entry).bytes();
        assertThat(EpmdRequest.parse(Arrays.copyOfRange(bytes, 2, bytes.length)))
                .isEqualTo(new EpmdRequest.Alive2(entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "00", // no such tag
                "6b", // kill: not served
                "7a", // no name
                "7a6b0a", // a line break, which would forge a line of names
                "7aff", // not UTF-8
                "78a3294d0000060005", // ends before the name
                "78a3294d000006000500046b61", // ends within it
                "78a3294d00000600050000" + "0000", // empty name
                "78a3294d00000600050fff6b61", // a name longer than allowed
                "78a3294d000006000500046b617465ffff00", // an extra field longer than allowed
            })
    void requests_that_are_none_are_refused(String body) {
        assertThatThrownBy(() -> EpmdRequest.parse(hex(body))).isInstanceOf(IOException.class);
    }

    @Test
    void names_are_reported_as_epmd_prints_them() {
        assertThat(EpmdName.report(4369, List.of(new EpmdName("alex", 1234), new EpmdName("kate", 80))))
                .isEqualTo("epmd: up and running on port 4369 with data:\n"
                        + "name alex at port 1234\nname kate at port 80\n");
        assertThat(EpmdName.report(4369, List.of())).isEqualTo("epmd: up and running on port 4369 with data:\n");
    }

    private static EpmdReply answerTo(EpmdRequest request, byte[] response) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(response));
        EpmdReply reply = switch (request) {
            case EpmdRequest.Alive2 _ -> EpmdReply.readAlive2(in);
            case EpmdRequest.Port2 _ -> EpmdReply.readPort2(in);
            case EpmdRequest.Names _ -> EpmdReply.readNames(in);
        };
        assertThat(in.read()).as("everything read").isEqualTo(-1);
        return reply;
    }

    private static DataInputStream in(String hex) {
        return new DataInputStream(new ByteArrayInputStream(hex(hex)));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
