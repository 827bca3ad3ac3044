// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

/** The operations of the protocol: the number that a control tuple begins with, its shape, and its name in traces. */
enum Op {
    LINK(1, 3),
    SEND(2, 3, true),
    EXIT(3, 4),
    UNLINK(4, 3),
    REG_SEND(6, 4, true),
    GROUP_LEADER(7, 3),
    EXIT2(8, 4),
    SEND_TT(12, 4, true),
    EXIT_TT(13, 5),
    REG_SEND_TT(16, 5, true),
    EXIT2_TT(18, 5),
    MONITOR_P(19, 4),
    DEMONITOR_P(20, 4),
    MONITOR_P_EXIT(21, 5),
    SEND_SENDER(22, 3, true),
    SEND_SENDER_TT(23, 4, true),
    PAYLOAD_EXIT(24, 3, true),
    PAYLOAD_EXIT_TT(25, 4, true),
    PAYLOAD_EXIT2(26, 3, true),
    PAYLOAD_EXIT2_TT(27, 4, true),
    PAYLOAD_MONITOR_P_EXIT(28, 4, true),
    SPAWN_REQUEST(29, 6, true),
    SPAWN_REQUEST_TT(30, 7, true),
    SPAWN_REPLY(31, 5),
    SPAWN_REPLY_TT(32, 6),
    ALIAS_SEND(33, 3, true),
    ALIAS_SEND_TT(34, 4, true),
    UNLINK_ID(35, 4),
    UNLINK_ID_ACK(36, 4),
    /** The one operation made to grow: more elements than these are allowed, and passed over. */
    ALTACT_SIG_SEND(37, 4, true);

    private static final Op[] BY_CODE = new Op[38];

    static {
        for (Op op : values()) {
            BY_CODE[op.code] = op;
        }
    }

    private final int code;
    private final int arity;
    private final boolean payload;

    Op(int code, int arity) {
        this(code, arity, false);
    }

    Op(int code, int arity, boolean payload) {
        this.code = code;
        this.arity = arity;
        this.payload = payload;
    }

    /** The operation {@code code}. Throws {@link ProtocolException} where there is none. */
    static Op of(long code) {
        if (code < 0 || code >= BY_CODE.length || BY_CODE[(int) code] == null) {
            throw new ProtocolException("unknown control message " + code);
        }
        return BY_CODE[(int) code];
    }

    /** The number of this operation. */
    int code() {
        return code;
    }

    /** The size of the control tuple, the number included. */
    int arity() {
        return arity;
    }

    /** Whether a second term follows the control tuple. */
    boolean hasPayload() {
        return payload;
    }
}
