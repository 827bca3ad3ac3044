// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Node;
import java.util.Optional;

/** Gives the JVM of the tests its name, before they run: for whoever runs them. Main thread. */
public final class TestNode {
    private TestNode() {}

    /**
     * Starts the node, if there is to be one. Its cookie is what the environment variable {@code TIEBEAM_TEST_COOKIE} says,
     * or the file that {@code TIEBEAM_TEST_COOKIE_FILE} names, else that of the user.
     *
     * @throws io.tiebeam.NodeStartException if it cannot start
     * @throws IllegalArgumentException for a name that is none
     */
    public static Optional<Node> start(Optional<String> sname, Optional<String> name) {
        return sname.map(word -> TestJvm.options(word, false))
                .or(() -> name.map(word -> TestJvm.options(word, true)))
                .map(Node::start);
    }
}
