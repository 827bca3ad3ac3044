// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Calls;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.pg.Members;
import io.tiebeam.pg.PgScope;
import io.tiebeam.pg.PgScopes;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Untagged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups of processes that span the nodes of a cluster, in Java, Elixir and Erlang: OTP's {@code pg}. A scope is a cluster
 * of groups of its own; each node that takes part runs it, in its supervision tree. A group is any term; it exists as
 * long as it has members. A process may be in a group several times, and leaves all groups when it ends.
 *
 * <pre>{@code
 * Supervisor.of(ONE_FOR_ONE).child(Pg.scope(Pg.DEFAULT)).startLink();
 * Pg.join(Pg.DEFAULT, "listeners", self());
 * Pg.members(Pg.DEFAULT, "listeners").forEach(pid -> send(pid, new Hi(self())));
 * }</pre>
 *
 * <p>Members are read without asking anybody; what others have just changed may take a moment to arrive. All methods
 * speak of the scope on the calling process's node and work on any thread where the text does not say otherwise.
 *
 * <p>Source: OTP's {@code pg}.
 */
public final class Pg implements Supervised {
    /** The scope that {@code pg:join/2} and its siblings without a scope use. */
    public static final Name DEFAULT = Name.of("pg");

    private final Name scope;

    private Pg(Name scope) {
        this.scope = scope;
    }

    // ---- the plan -------------------------------------------------------------------------------------------------

    /** A scope that is registered as {@code scope} on its node. */
    public static Pg scope(Name scope) {
        return new Pg(scope);
    }

    /**
     * Starts it, linked to the calling process.
     *
     * @throws io.tiebeam.ExitException {@code {already_started, pid}} if it runs on this node
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public Pid startLink() {
        return Starting.link(
                "Pg.startLink()",
                "Pg " + scope,
                Optional.of(scope),
                self -> new ServerLoop(self, new PgScope(self, scope.atom())));
    }

    /** This scope as a child under its name. */
    @Override
    public ChildSpec childSpec() {
        return ChildSpec.of(scope.atom().name(), this::startLink);
    }

    // ---- members --------------------------------------------------------------------------------------------------

    /**
     * Has {@code pids}, processes of this node, join {@code group}.
     *
     * @throws IllegalArgumentException if one is of another node: it has to join there ({@code nolocal})
     * @throws io.tiebeam.ExitException if the scope does not run here
     */
    public static void join(Name scope, Object group, Pid... pids) {
        Calls.call(scope, change("join_local", group, pids), Calls.Timeout.INFINITY);
    }

    /**
     * Has {@code pids} leave {@code group}, each once; false if none of them was in it.
     *
     * @throws IllegalArgumentException if one is of another node ({@code nolocal})
     * @throws io.tiebeam.ExitException if the scope does not run here
     */
    public static boolean leave(Name scope, Object group, Pid... pids) {
        return Calls.call(scope, change("leave_local", group, pids), Calls.Timeout.INFINITY)
                .equals(Atom.OK);
    }

    private static Tuple change(String what, Object group, Pid... pids) {
        LocalNode here = LocalNode.current();
        for (Pid pid : pids) {
            if (!here.isCalled(pid.node())) {
                throw new IllegalArgumentException("only processes of this node can join and leave groups here, " + pid
                        + " is of " + pid.node() + " (nolocal)\n   → call it on that node");
            }
        }
        return Tuple.of(Atom.of(what), TermMapper.toTerm(group), pids.length == 1 ? pids[0] : ListTerm.of(pids));
    }

    /** The members of {@code group} on all nodes, the newest first; nobody if the scope does not run here. */
    public static List<Pid> members(Name scope, Object group) {
        return find(scope).map(members -> members.all(TermMapper.toTerm(group))).orElse(List.of());
    }

    /** The members of {@code group} on this node. */
    public static List<Pid> localMembers(Name scope, Object group) {
        return find(scope)
                .map(members -> members.local(TermMapper.toTerm(group)))
                .orElse(List.of());
    }

    /** The groups that have members. */
    public static List<Term> groups(Name scope) {
        return find(scope).map(Members::groups).orElse(List.of());
    }

    /** The groups that have members on this node. */
    public static List<Term> localGroups(Name scope) {
        return find(scope).map(Members::localGroups).orElse(List.of());
    }

    private static Optional<Members> find(Name scope) {
        return PgScopes.of(LocalNode.current()).find(scope.atom());
    }

    // ---- news -----------------------------------------------------------------------------------------------------

    /** Whether processes joined or left: the atoms {@code join} and {@code leave}. */
    public enum What {
        /** They joined. */
        JOIN,
        /** They left, or ended. */
        LEAVE
    }

    /** The message that a monitor brings: {@code {Ref, join | leave, Group, Pids}}. */
    @Untagged
    public record Change(Ref ref, What what, Term group, List<Pid> pids) {}

    /** A monitor, and who was there when it was set: later changes come as {@link Change}. */
    public record Monitored(Ref ref, Map<Term, List<Pid>> groups) {}

    /**
     * Tells the calling process of all that join and leave any group of {@code scope}.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static Monitored monitor(Name scope) {
        Starting.owner("Pg.monitor()");
        Tuple answer = (Tuple) Calls.call(scope, Words.MONITOR, Calls.Timeout.INFINITY);
        Map<Term, List<Pid>> groups = new LinkedHashMap<>();
        ((MapTerm) answer.get(1)).forEach((group, pids) -> groups.put(group, pids(pids)));
        return new Monitored((Ref) answer.get(0), groups);
    }

    /**
     * Tells the calling process of all that join and leave {@code group}.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static Monitored monitor(Name scope, Object group) {
        Starting.owner("Pg.monitor()");
        Term wanted = TermMapper.toTerm(group);
        Tuple answer = (Tuple) Calls.call(scope, Tuple.of(Words.MONITOR, wanted), Calls.Timeout.INFINITY);
        return new Monitored((Ref) answer.get(0), Map.of(wanted, pids(answer.get(1))));
    }

    /** Ends a monitor; true if it was set. A {@link Change} that has arrived stays. */
    public static boolean demonitor(Name scope, Ref ref) {
        return Calls.call(scope, Tuple.of(Atom.of("demonitor"), ref), Calls.Timeout.INFINITY)
                .equals(Atom.OK);
    }

    private static List<Pid> pids(Term list) {
        return ((ListTerm) list).elements().stream().map(Pid.class::cast).toList();
    }
}
