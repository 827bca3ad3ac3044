// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.io.IoClient;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.Optional;

/** Starts processes of this node, and turns what leaves their bodies into exit reasons. */
final class Spawning {
    private static final Atom NORMAL = Atom.of("normal");

    private Spawning() {}

    /** Starts a child of the calling process; of nobody, on a thread that runs none or that a process forked. */
    static ProcessCell spawn(Body body, boolean link, boolean monitor, Ref[] monitorRef) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null) {
            self.checkAlive();
        }
        if (self == null || !self.isOwner()) {
            if (link || monitor) {
                throw new NotAProcessException(link ? "spawnLink()" : "spawnMonitor()");
            }
            LocalNode node = LocalNode.current();
            return node.spawn(SpawnOptions.of(IoClient.leader(), label(body)), guarded(body));
        }
        Optional<Ref> ref = monitor ? Optional.of(self.newRef()) : Optional.empty();
        ref.ifPresent(r -> monitorRef[0] = r);
        SpawnOptions options = SpawnOptions.of(self.groupLeader(), label(body)).childOf(self.pid(), link, ref);
        return self.startChild(options, guarded(body));
    }

    /** What a process without a name is called: the class that its body is, or that its lambda was written in. */
    private static String label(Body body) {
        String type = body.getClass().getSimpleName();
        int lambda = type.indexOf("$$Lambda");
        return lambda < 0 ? type : type.substring(0, lambda);
    }

    /** {@code body} as the process layer wants it: exceptions become reasons, errors are reported. */
    static ProcessBody guarded(Body body) {
        return self -> {
            try {
                body.run();
                return NORMAL;
            } catch (ProcessKilled dead) {
                throw dead;
            } catch (RaisedException raised) {
                CrashReport.log(self, raised.reason(), raised);
                return raised.reason();
            } catch (ExitException exit) {
                return exit.reason();
            } catch (Throwable error) {
                if (!self.isAlive()) {
                    return self.exitReason(); // the kill interrupted it: what that threw is no crash
                }
                Term reason = ExitReasons.of(error);
                CrashReport.log(self, reason, error);
                return reason;
            }
        };
    }
}
