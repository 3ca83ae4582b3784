package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.testkit.contract.ClientSamplerContract;

final class BrokenSamplers {
    private BrokenSamplers() {}

    abstract static class Of extends ClientSamplerContract {
        private final ClientSampler sampler;

        Of(ClientSampler sampler) {
            this.sampler = sampler;
        }

        @Override
        protected List<PluginChoice<ClientSampler>> variants() {
            return TestChoices.only(ClientSampler.class, sampler);
        }
    }

    private static List<ClientId> inTurn(Round round, List<ClientSpec> clients, int size, RandomGenerator random) {
        return IntStream.range(round.number(), round.number() + size)
                .mapToObj(i -> clients.get(i % clients.size()).id())
                .sorted()
                .toList();
    }

    static class DropsAtRandom extends Of {
        DropsAtRandom() {
            super((round, clients, size, random) -> {
                List<ClientId> left =
                        new ArrayList<>(clients.stream().map(ClientSpec::id).toList());
                while (left.size() > size) {
                    left.remove(random.nextInt(left.size()));
                }
                return left;
            });
        }
    }

    @Breaks("A1")
    static class RepeatsAClient extends Of {
        RepeatsAClient() {
            super((round, clients, size, random) -> IntStream.generate(() -> random.nextInt(clients.size()))
                    .limit(size)
                    .sorted()
                    .mapToObj(i -> clients.get(i).id())
                    .toList());
        }
    }

    @Breaks("A2")
    static class CountsItsCalls extends Of {
        private static final AtomicInteger CALLS = new AtomicInteger();

        CountsItsCalls() {
            super((round, clients, size, random) -> {
                int start = CALLS.incrementAndGet();
                return IntStream.range(start, start + size)
                        .mapToObj(i -> clients.get(i % clients.size()).id())
                        .sorted()
                        .toList();
            });
        }
    }

    /** Its count has no effect before some rounds. */
    @Breaks("A2")
    static class CountsRounds extends ClientSamplerContract {
        @Override
        protected List<PluginChoice<ClientSampler>> variants() {
            return TestChoices.by(ClientSampler.class, () -> new ClientSampler() {
                private int rounds;

                @Override
                public List<ClientId> sample(Round round, List<ClientSpec> clients, int size, RandomGenerator random) {
                    rounds++;
                    return rounds > 1_000_000
                            ? clients.stream().map(ClientSpec::id).limit(size).toList()
                            : inTurn(round, clients, size, random);
                }
            });
        }
    }

    @Breaks("A3")
    static class AlwaysTheFirst extends Of {
        AlwaysTheFirst() {
            super((round, clients, size, random) ->
                    clients.stream().map(ClientSpec::id).limit(size).toList());
        }
    }

    @Breaks("A4")
    static class IgnoresItsOption extends ClientSamplerContract {
        @Override
        protected List<PluginChoice<ClientSampler>> variants() {
            return TestChoices.scaled(ClientSampler.class, options -> BrokenSamplers::inTurn);
        }
    }

    @Breaks("A5")
    static class RequiresDevices extends Of {
        RequiresDevices() {
            super((round, clients, size, random) -> {
                int start = clients.get(0).device().orElseThrow().tier().length();
                return inTurn(new Round(start + round.number()), clients, size, random);
            });
        }
    }
}
