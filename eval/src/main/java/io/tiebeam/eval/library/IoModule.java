// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.io.DeviceException;
import io.tiebeam.io.IoClient;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;

/** Elixir's {@code IO} and Erlang's {@code io}: at the group leader of the process, wherever that is. */
final class IoModule {
    private IoModule() {}

    static void enter(Library library) {
        library.module("Elixir.IO")
                .def("puts", 1, (ev, a) -> print(leader(ev), Texts.string(a[0]) + "\n"))
                .def("puts", 2, (ev, a) -> print(device(ev, a[0]), Texts.string(a[1]) + "\n"))
                .def("write", 1, (ev, a) -> print(leader(ev), Texts.string(a[0])))
                .def("write", 2, (ev, a) -> print(device(ev, a[0]), Texts.string(a[1])))
                .def("inspect", 1, (ev, a) -> inspect(leader(ev), a[0], ListTerm.EMPTY))
                .def("inspect", 2, (ev, a) -> inspect(leader(ev), a[0], a[1]))
                .def("inspect", 3, (ev, a) -> inspect(device(ev, a[0]), a[1], a[2]))
                .def("gets", 1, (ev, a) -> line(leader(ev), a[0]))
                .def("gets", 2, (ev, a) -> line(device(ev, a[0]), a[1]))
                .def("iodata_to_binary", 1, (_, a) -> Conversions.iolist(a[0]))
                .def("chardata_to_string", 1, (_, a) -> Bits.of(Args.chardata(a[0])));
        library.module("io")
                .def("format", 1, (ev, a) -> print(leader(ev), Texts.format(a[0], ListTerm.EMPTY)))
                .def("format", 2, (ev, a) -> print(leader(ev), Texts.format(a[0], arguments(a[1]))))
                .def("format", 3, (ev, a) -> print(device(ev, a[0]), Texts.format(a[1], arguments(a[2]))))
                .def("fwrite", 1, (ev, a) -> print(leader(ev), Texts.format(a[0], ListTerm.EMPTY)))
                .def("fwrite", 2, (ev, a) -> print(leader(ev), Texts.format(a[0], arguments(a[1]))))
                .def("put_chars", 1, (ev, a) -> print(leader(ev), Args.chardata(a[0])))
                .def("put_chars", 2, (ev, a) -> print(device(ev, a[0]), Args.chardata(a[1])))
                .def("nl", 0, (ev, _) -> print(leader(ev), "\n"))
                .def("get_line", 1, (ev, a) -> asTheDeviceHasIt(leader(ev), a[0]))
                .def("get_line", 2, (ev, a) -> asTheDeviceHasIt(device(ev, a[0]), a[1]));
    }

    private static Term arguments(Term given) {
        return given instanceof ListTerm ? given : ListTerm.of(given);
    }

    private static Pid leader(Evaluator ev) {
        return ev.self().groupLeader();
    }

    private static Pid device(Evaluator ev, Term device) {
        if (device instanceof Pid pid) {
            return pid;
        }
        Atom name = (Atom) device;
        if (List.of("stdio", "standard_io").contains(name.name())) {
            return leader(ev);
        }
        if (List.of("stderr", "standard_error").contains(name.name())) {
            return ev.self().node().user(); // the console of this node
        }
        if (ProcessState.whereIs(name, Atom.UNDEFINED) instanceof Pid pid) {
            return pid;
        }
        throw Raised.badarg();
    }

    private static Term print(Pid device, String text) {
        try {
            IoClient.putChars(device, text);
            return Atom.OK;
        } catch (DeviceException gone) {
            throw Raised.byFunction("terminated");
        }
    }

    private static Term inspect(Pid device, Term value, Term options) {
        Term label = Args.option(options, "label", Atom.NIL);
        String text = KernelModule.inspect(value, options, 80);
        print(device, (label.equals(Atom.NIL) ? "" : Texts.string(label) + ": ") + text + "\n");
        return value;
    }

    /** The line; {@code :eof} at the end of the input. */
    private static Term line(Pid device, Term prompt) {
        try {
            return IoClient.getLine(device, Texts.string(prompt))
                    .<Term>map(Bits::of)
                    .orElse(Atom.of("eof"));
        } catch (DeviceException gone) {
            return Tuple.of(Atom.ERROR, Atom.of("terminated"));
        }
    }

    /** The line as the device gives it: a list in Erlang's shell, a binary in Elixir's. */
    private static Term asTheDeviceHasIt(Pid device, Term prompt) {
        try {
            return IoClient.request(device, Tuple.of(Atom.of("get_line"), Atom.of("unicode"), prompt));
        } catch (DeviceException gone) {
            return Tuple.of(Atom.ERROR, Atom.of("terminated"));
        }
    }
}
