// SPDX-License-Identifier: Apache-2.0

/** The chat of the lesson. */
module chat {
    requires transitive io.tiebeam;

    exports chat;

    provides io.tiebeam.otp.Application with
            chat.ChatApplication;
}
