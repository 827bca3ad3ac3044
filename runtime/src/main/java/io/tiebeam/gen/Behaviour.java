// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.term.Atom;

/** Which of OTP's behaviours a server is to others: whose code shows its reports, and what its status is called. */
public enum Behaviour {
    GEN_SERVER("gen_server", "Status for generic server "),
    GEN_STATEM("gen_statem", "Status for state machine "),
    GEN_EVENT("gen_event", "Status for event handler ");

    private final Atom module;
    private final String title;

    Behaviour(String module, String title) {
        this.module = Atom.of(module);
        this.title = title;
    }

    /** The module of OTP. */
    public Atom module() {
        return module;
    }

    /** What its status begins with, before its name. */
    String title() {
        return title;
    }
}
