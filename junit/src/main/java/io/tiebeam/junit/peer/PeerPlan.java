// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import io.tiebeam.otp.Env;
import io.tiebeam.term.NodeName;
import java.util.List;
import java.util.Map;

/**
 * A peer that is to be started.
 *
 * @param cookie of its cluster
 * @param environment what it finds others by, and what else is in its environment
 * @param application whether the project's applications run there
 * @param exposed classes that others may call there
 */
public record PeerPlan(
        NodeName name,
        String cookie,
        Map<String, String> environment,
        boolean application,
        Env env,
        List<String> exposed) {}
