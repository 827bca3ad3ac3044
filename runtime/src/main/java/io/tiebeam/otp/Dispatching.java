// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Body;
import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Pid;
import java.util.List;

/** Runs several bodies at the same time, each in a process linked to the calling one, and waits for all. */
final class Dispatching {
    private Dispatching() {}

    static void inParallel(List<Body> bodies) {
        Pid caller = Kernel.self();
        List<Kernel.Monitored> running = bodies.stream()
                .map(body -> Kernel.spawnMonitor(() -> {
                    Processes.link(caller);
                    body.run();
                    Processes.unlink(caller); // its normal end is none of the caller's messages
                }))
                .toList();
        for (Kernel.Monitored each : running) {
            Down down = Kernel.receiveWhen(Down.class, d -> d.ref().equals(each.ref()));
            if (!down.reason().equals(Words.NORMAL)) {
                throw new ExitException(down.reason());
            }
        }
    }
}
