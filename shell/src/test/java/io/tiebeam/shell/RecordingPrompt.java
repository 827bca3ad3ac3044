// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A prompt where nobody types; it keeps what is shown. */
final class RecordingPrompt implements Prompt {
    final List<String> shown = new CopyOnWriteArrayList<>();
    final List<String> complaints = new CopyOnWriteArrayList<>();

    @Override
    public Optional<String> next(String node, int number) {
        return Optional.empty();
    }

    @Override
    public void greet(String text) {
        shown.add(text);
    }

    @Override
    public void show(String text) {
        shown.add(text);
    }

    @Override
    public void complain(String text) {
        complaints.add(text);
    }

    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void close() {}
}
