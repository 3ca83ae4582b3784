package org.exeunt.testkit.broken;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.device.Device;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.testkit.contract.CoordinationPolicyContract;
import org.exeunt.testkit.federation.Coordination;

final class BrokenPolicies {
    private BrokenPolicies() {}

    abstract static class Of extends CoordinationPolicyContract {
        private final CoordinationPolicy policy;

        Of(CoordinationPolicy policy) {
            this.policy = policy;
        }

        @Override
        protected List<PluginChoice<CoordinationPolicy>> variants() {
            return TestChoices.only(CoordinationPolicy.class, policy);
        }
    }

    private static CoordinationPolicy each(BiFunction<CoordinationRequest, ClientId, ExitSet> exits) {
        return request -> {
            Map<ClientId, ExitSet> chosen = new TreeMap<>();
            request.cohort().forEach(client -> chosen.put(client, exits.apply(request, client)));
            return chosen;
        };
    }

    static class Alternates extends Of {
        Alternates() {
            super(Coordination.alternating());
        }
    }

    @Breaks("C1")
    static class ForgetsTheLastClient extends Of {
        ForgetsTheLastClient() {
            super(request -> {
                Map<ClientId, ExitSet> chosen =
                        new TreeMap<>(Coordination.allExits().coordinate(request));
                chosen.remove(request.cohort().get(request.cohort().size() - 1));
                return chosen;
            });
        }
    }

    @Breaks("C2")
    static class LeavesTheFinalExitOut extends Of {
        LeavesTheFinalExitOut() {
            super(each((request, client) -> ExitSet.of(1)));
        }
    }

    @Breaks("C3")
    static class UsesItsOwnRandomStream extends Of {
        private static final RandomGenerator OWN = new RandomStreams(99).stream("own");

        UsesItsOwnRandomStream() {
            super(each((request, client) ->
                    OWN.nextBoolean() ? ExitSet.upTo(request.exits()) : ExitSet.of(request.exits())));
        }
    }

    /** Repeats its exits after an even number of calls. */
    @Breaks("C3")
    static class AlternatesByCalls extends Of {
        private static final AtomicInteger CALLS = new AtomicInteger();

        AlternatesByCalls() {
            super(request -> {
                boolean all = CALLS.getAndIncrement() % 2 == 0;
                return each((same, client) -> all ? ExitSet.upTo(same.exits()) : ExitSet.of(same.exits()))
                        .coordinate(request);
            });
        }
    }

    /** Its counts are above all numbers of exits once a network has several. */
    @Breaks("C3")
    static class CountsParticipations extends Of {
        CountsParticipations() {
            super(counting(new TreeMap<>()));
        }

        private static CoordinationPolicy counting(Map<ClientId, Integer> counts) {
            return each((request, client) -> {
                int deepest = request.exits() - counts.merge(client, 1, Integer::sum);
                return ExitSet.upTo(request.exits()).where(exit -> exit.number() > deepest);
            });
        }
    }

    @Breaks("C4")
    static class UsesSimilaritiesUndeclared extends Of {
        UsesSimilaritiesUndeclared() {
            super(each((request, client) -> request.similarities().between(client, new ClientId(0)) > 0
                    ? ExitSet.upTo(request.exits())
                    : ExitSet.of(request.exits())));
        }
    }

    private static CoordinationPolicy studentsNearTeachers(CoordinationRequirement... requirements) {
        return new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                return each((all, client) -> all.similarities().toTeacher(client) > 0
                                ? ExitSet.upTo(all.exits())
                                : ExitSet.of(all.exits()))
                        .coordinate(request);
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                return Set.of(requirements);
            }
        };
    }

    static class UsesTeachersAlone extends Of {
        UsesTeachersAlone() {
            super(studentsNearTeachers(CoordinationRequirement.TEACHERS, CoordinationRequirement.INACTIVE_EXITS));
        }
    }

    @Breaks("C4")
    static class UsesTeachersUndeclared extends Of {
        UsesTeachersUndeclared() {
            super(studentsNearTeachers(CoordinationRequirement.SIMILARITIES, CoordinationRequirement.INACTIVE_EXITS));
        }
    }

    @Breaks("C5")
    static class OmitsExitsUndeclared extends Of {
        OmitsExitsUndeclared() {
            super(new CoordinationPolicy() {
                @Override
                public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                    return Coordination.finalExitOnly().coordinate(request);
                }

                @Override
                public Set<CoordinationRequirement> requirements() {
                    return Set.of();
                }
            });
        }
    }

    @Breaks("C6")
    static class RequiresComparedClients extends Of {
        RequiresComparedClients() {
            super(new CoordinationPolicy() {
                @Override
                public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                    for (ClientId client : request.cohort()) {
                        if (request.similarities().between(client, client) != 1) {
                            throw new IllegalStateException("client " + client + " was never compared");
                        }
                    }
                    return Coordination.allExits().coordinate(request);
                }

                @Override
                public Set<CoordinationRequirement> requirements() {
                    return Set.of(CoordinationRequirement.SIMILARITIES, CoordinationRequirement.INACTIVE_EXITS);
                }
            });
        }
    }

    @Breaks("C7")
    static class IgnoresItsOption extends CoordinationPolicyContract {
        @Override
        protected List<PluginChoice<CoordinationPolicy>> variants() {
            return TestChoices.scaled(CoordinationPolicy.class, options -> Coordination.alternating());
        }
    }

    @Breaks("C8")
    static class RequiresDevices extends Of {
        RequiresDevices() {
            super(each((request, client) -> {
                Device device = request.federation()
                        .clients()
                        .get(client.index())
                        .device()
                        .orElseThrow();
                return device.memory() > 2000 ? ExitSet.upTo(request.exits()) : ExitSet.of(request.exits());
            }));
        }
    }
}
