// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.NativeRecord;

/** What a native record of OTP 29 begins with: {@code #module:name}. */
final class NativeRecordText {
    private NativeRecordText() {}

    static String name(NativeRecord record, boolean unicode) {
        return "#" + Quoting.atom(record.module(), unicode) + ":" + Quoting.atom(record.name(), unicode);
    }
}
