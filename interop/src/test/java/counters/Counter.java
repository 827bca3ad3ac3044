// SPDX-License-Identifier: Apache-2.0
package counters;

import io.tiebeam.From;
import io.tiebeam.otp.Call;
import io.tiebeam.otp.GenServer;
import io.tiebeam.otp.Reply;

/** The server of the tour, {@code docs/tour.md}: counts, and crashes if it is to share with nobody. */
public final class Counter extends GenServer<Counter.Message> {
    public sealed interface Message {}

    public record Get() implements Message, Call<Long> {} // :get

    public record Add(long by) implements Message, Call<Long> {} // {:add, by}

    public record Share(long among) implements Message, Call<Long> {} // {:share, among}

    private long count;

    @Override
    protected Reply handleCall(Message message, From from) {
        return switch (message) {
            case Get get -> reply(get, count);
            case Add add -> reply(add, count += add.by());
            case Share share -> reply(share, count / share.among());
        };
    }
}
