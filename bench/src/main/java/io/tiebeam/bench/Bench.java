// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.term.NodeName;
import java.util.List;

/**
 * What {@code bench/run} starts. Arguments: {@code WARM_UP_MS SLICE_MS}, then {@code local LOAD}, {@code codec},
 * {@code peer NAME COOKIE} or {@code remote NAME COOKIE PEER LOAD...}.
 */
public final class Bench {
    private Bench() {}

    /** Measures and prints, then ends. */
    public static void main(String[] args) throws Exception {
        List<String> rest = List.of(args).subList(3, args.length);
        long warmUp = Long.parseLong(args[0]);
        long slice = Long.parseLong(args[1]);
        switch (args[2]) {
            case "local" ->
                Processes.run(() -> {
                    LocalLoads.run(rest.getFirst(), new Measure(warmUp, slice, () -> 0));
                    return 0;
                });
            case "codec" -> new CodecLoads(warmUp, slice).run();
            case "peer" ->
                node(rest).run(() -> {
                    Peer.serve();
                    return 0;
                });
            case "remote" ->
                node(rest).run(() -> {
                    RemoteLoads loads = new RemoteLoads(NodeName.of(rest.get(2)));
                    loads.run(rest.subList(3, rest.size()), new Measure(warmUp, slice, loads::peerCpu));
                    return 0;
                });
            default -> throw new IllegalArgumentException("unknown group " + args[2]);
        }
        System.exit(0);
    }

    private static Node node(List<String> args) {
        return Node.start(NodeOptions.sname(args.get(0)).cookie(args.get(1)));
    }
}
