// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.eval.Raised;
import io.tiebeam.otp.Global;
import io.tiebeam.otp.Pg;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Erlang's {@code global} and {@code pg}: what changes something. To look is exposed on every node. */
final class ClusterModules {
    private static final Term PG = Atom.of("pg");

    private ClusterModules() {}

    static void enter(Library library) {
        library.module("global")
                .def("register_name", 2, (_, a) -> yes(Global.registerName(a[0], Args.pid(a[1]))))
                .def("register_name", 3, (_, a) -> yes(Global.registerName(a[0], Args.pid(a[1]), conflict(a[2]))))
                .def("re_register_name", 2, (_, a) -> reRegister(a[0], Args.pid(a[1])))
                .def("unregister_name", 1, (_, a) -> unregister(a[0]))
                .def("send", 2, (_, a) -> send(a[0], a[1]))
                .def("set_lock", 1, (_, a) -> lock((Tuple) a[0], Integer.MAX_VALUE))
                .def("set_lock", 2, (_, a) -> lock((Tuple) a[0], nodes(a[1]), Integer.MAX_VALUE))
                .def("set_lock", 3, (_, a) -> lock((Tuple) a[0], nodes(a[1]), retries(a[2])))
                .def("del_lock", 1, (_, a) -> unlock((Tuple) a[0]))
                .def("del_lock", 2, (_, a) -> unlock((Tuple) a[0], nodes(a[1])))
                .def("sync", 0, (_, _) -> {
                    Global.sync();
                    return Atom.OK;
                });
        library.module("pg")
                .def("start", 1, (_, a) -> start(a[0], false))
                .def("start_link", 0, (_, _) -> start(PG, true))
                .def("start_link", 1, (_, a) -> start(a[0], true))
                .def("join", 2, (_, a) -> join(PG, a[0], a[1]))
                .def("join", 3, (_, a) -> join(a[0], a[1], a[2]))
                .def("leave", 2, (_, a) -> leave(PG, a[0], a[1]))
                .def("leave", 3, (_, a) -> leave(a[0], a[1], a[2]))
                .def("monitor_scope", 0, (_, _) -> monitorScope(PG))
                .def(
                        "monitor_scope",
                        1,
                        (ev, a) -> a[0] instanceof Atom
                                ? monitorScope(a[0])
                                : Servers.call(
                                        ev, a[0], Atom.of("monitor"), Args.INFINITY)) // the scope of another node
                .def("monitor", 1, (_, a) -> monitor(PG, a[0]))
                .def(
                        "monitor",
                        2,
                        (ev, a) -> a[0] instanceof Atom
                                ? monitor(a[0], a[1])
                                : Servers.call(ev, a[0], Tuple.of(Atom.of("monitor"), a[1]), Args.INFINITY))
                .def("demonitor", 1, (_, a) -> Atom.of(Pg.demonitor(scope(PG), (Ref) a[0]) ? "ok" : "false"))
                .def("demonitor", 2, (_, a) -> Atom.of(Pg.demonitor(scope(a[0]), (Ref) a[1]) ? "ok" : "false"));
    }

    // ---- global ---------------------------------------------------------------------------------------------------

    private static Atom yes(boolean registered) {
        return Atom.of(registered ? "yes" : "no");
    }

    private static Global.Conflict conflict(Term resolver) {
        if (resolver instanceof ExportFun f && f.module().name().equals("global")) {
            for (Global.Conflict each : Global.Conflict.values()) {
                if (f.function().name().equalsIgnoreCase(each.name())) {
                    return each;
                }
            }
        }
        throw Raised.badarg(); // a name outlives the process that gave it, and so would have to the function
    }

    private static Term reRegister(Term name, Pid pid) {
        Global.reRegisterName(name, pid);
        return Atom.of("yes");
    }

    private static Term unregister(Term name) {
        Global.unregisterName(name);
        return Atom.OK;
    }

    private static Term send(Term name, Term message) {
        try {
            return Global.send(name, message);
        } catch (NoProcessException nobody) {
            throw Raised.of(Raised.Kind.EXIT, nobody.reason());
        }
    }

    private static List<NodeName> nodes(Term nodes) {
        return Args.list(nodes).stream().map(Args::node).toList();
    }

    private static int retries(Term retries) {
        return retries.equals(Args.INFINITY) ? Integer.MAX_VALUE : Args.natural(retries);
    }

    private static Term lock(Tuple id, int retries) {
        return Atom.of(Global.setLock(id.get(0), id.get(1), retries));
    }

    private static Term lock(Tuple id, List<NodeName> nodes, int retries) {
        return Atom.of(Global.setLock(id.get(0), id.get(1), nodes, retries));
    }

    private static Term unlock(Tuple id) {
        Global.delLock(id.get(0), id.get(1));
        return Atom.TRUE;
    }

    private static Term unlock(Tuple id, List<NodeName> nodes) {
        Global.delLock(id.get(0), id.get(1), nodes);
        return Atom.TRUE;
    }

    // ---- pg -------------------------------------------------------------------------------------------------------

    private static Name scope(Term scope) {
        return Name.of(Args.atom(scope).name());
    }

    private static Term start(Term scope, boolean link) {
        Pid pid = Pg.scope(scope(scope)).startLink();
        if (!link) {
            Processes.unlink(pid);
        }
        return Tuple.of(Atom.OK, pid);
    }

    private static Term join(Term scope, Term group, Term pids) {
        Pg.join(scope(scope), group, local(pids));
        return Atom.OK;
    }

    private static Term leave(Term scope, Term group, Term pids) {
        return Atom.of(Pg.leave(scope(scope), group, local(pids)) ? "ok" : "not_joined");
    }

    private static Pid[] local(Term pids) {
        Term[] each = pids instanceof ListTerm list ? list.elements().toArray(Term[]::new) : new Term[] {pids};
        boolean ours = Arrays.stream(each)
                .allMatch(pid ->
                        pid instanceof Pid p && p.node().equals(Node.self().atom()));
        if (!ours) {
            throw Raised.byFunction("nolocal", pids);
        }
        return Arrays.copyOf(each, each.length, Pid[].class);
    }

    private static Term monitorScope(Term scope) {
        Pg.Monitored monitored = Pg.monitor(scope(scope));
        Map<Term, Term> groups = new HashMap<>();
        monitored.groups().forEach((group, pids) -> groups.put(group, ListTerm.of(pids)));
        return Tuple.of(monitored.ref(), MapTerm.of(groups));
    }

    private static Term monitor(Term scope, Term group) {
        Pg.Monitored monitored = Pg.monitor(scope(scope), group);
        List<Pid> members = monitored.groups().values().iterator().next();
        return Tuple.of(monitored.ref(), ListTerm.of(members));
    }
}
