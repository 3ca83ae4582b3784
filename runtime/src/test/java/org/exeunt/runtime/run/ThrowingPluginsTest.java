package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Engine;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.FixedPlugin;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run fails with the name of the plugin if any method of a plugin throws. */
@SuppressWarnings({"rawtypes", "unchecked"}) // proxies know no type parameters
class ThrowingPluginsTest {
    private static final Map<Class<?>, BiConsumer<RunBuilder, Throwing>> PLACES = Map.of(
            DatasetSource.class,
            (run, throwing) -> run.dataset = throwing.inFrontOf(DatasetSource.class, run.dataset),
            Partitioner.class,
            (run, throwing) -> run.partitioner = throwing.inFrontOf(Partitioner.class, Blobs.growing(run.clients)),
            Engine.class,
            (run, throwing) -> run.engine = throwing.inFrontOf(Engine.class, run.engine),
            Strategy.class,
            (run, throwing) -> run.strategy = throwing.inFrontOf(Strategy.class, run.strategy),
            CoordinationPolicy.class,
            (run, throwing) -> run.coordination = throwing.inFrontOf(CoordinationPolicy.class, run.coordination),
            ClientSampler.class,
            (run, throwing) -> run.sampler = throwing.inFrontOf(ClientSampler.class, run.sampler),
            DeviceModel.class,
            (run, throwing) -> run.simulate(throwing.inFrontOf(DeviceModel.class, FaultyRunTest.SLOW)),
            ExitPolicy.class,
            (run, throwing) -> run.exitPolicies = List.of(FixedPlugin.of(
                    ExitPolicy.class,
                    "double",
                    throwing.inFrontOf(ExitPolicy.class, run.exitPolicies.get(0).create(null)))),
            ClientExecutor.class,
            (run, throwing) -> run.executor = FixedPlugin.of(
                    ClientExecutor.class,
                    "double",
                    throwing.inFrontOf(
                            ClientExecutor.class, run.config().executor().create(null))),
            RunTracker.class,
            (run, throwing) -> run.trackers =
                    Collections.singletonList(throwing.inFrontOf(RunTracker.class, new RunTracker() {})));

    /** Methods that the runs of these tests do not call. */
    private static final Set<String> NOT_CALLED = Set.of(
            "ClientExecutor.statistics",
            "DatasetSource.inputReader",
            "DatasetSource.inputScaling",
            "DatasetSource.inputsDependOnContent",
            "Engine.selfTest",
            "RunTracker.warning",
            "Strategy.capabilities",
            "Strategy.defaultCoordination",
            "Strategy.ruleType");

    static Stream<Arguments> methods() {
        return PLACES.keySet().stream().flatMap(kind -> Stream.of(kind.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .distinct()
                .filter(method -> !NOT_CALLED.contains(kind.getSimpleName() + "." + method))
                .sorted()
                .map(method -> Arguments.of(kind, method)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void reportsExceptionsAsFailuresOfThePlugin(Class<?> kind, String method) {
        for (Throwable thrown : List.of(new AssertionError("no"), new StackOverflowError(), new Thrown())) {
            RunBuilder run = new RunBuilder();
            PLACES.get(kind).accept(run, new Throwing(method, thrown));
            assertBroken(run, kind, thrown.getClass().getSimpleName());
        }
    }

    static Stream<Class<?>> kinds() {
        return PLACES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void createMustNotReturnNull(Class<?> kind) {
        RunBuilder run = new RunBuilder();
        PLACES.get(kind).accept(run, Throwing.NOTHING);
        if (kind != Partitioner.class) { // the builder has one of its own in the place of none
            assertBroken(run, kind, "its create() returned null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"label", "shouldExit"})
    void failingExitRuleNamesItsPolicy(String method) {
        RunBuilder run = new RunBuilder();
        ExitPolicy policy = run.exitPolicies.get(0).create(null);
        Throwing throwing = new Throwing(method, new AssertionError("no"));
        run.exitPolicies =
                List.of(FixedPlugin.of(ExitPolicy.class, "double", calibration -> policy.rules(calibration).stream()
                        .map(rule -> throwing.inFrontOf(ExitRule.class, rule))
                        .toList()));
        assertBroken(run, ExitPolicy.class, "AssertionError: no");
    }

    @Test
    void reportsExceptionsBeforeTheFirstRound() {
        RunBuilder run = new RunBuilder();
        run.coordination = request -> RunBuilder.allClients(request, ExitSet.upTo(1));
        run.strategy = new Throwing("capabilities", new AssertionError("no"))
                .inFrontOf(Strategy.class, new SharedBlocks(layout -> layout.backbone()));
        assertBroken(run, Strategy.class, "AssertionError: no");
    }

    static Stream<Arguments> methodsWithResults() {
        return methods().filter(given -> Stream.of(((Class<?>) given.get()[0]).getMethods())
                .anyMatch(method -> method.getName().equals(given.get()[1])
                        && !method.getReturnType().isPrimitive()));
    }

    @ParameterizedTest
    @MethodSource("methodsWithResults")
    void reportsResultsThatAreNull(Class<?> kind, String method) {
        RunBuilder run = new RunBuilder();
        PLACES.get(kind).accept(run, new Throwing(method, Throwing.NULL));
        assertBroken(run, kind, "violates its contract: " + method);
    }

    private static void assertBroken(RunBuilder run, Class<?> kind, String found) {
        assertThatThrownBy(() -> run.execute())
                .hasMessageContainingAll(kind.getSimpleName() + " '", FixedPlugin.class.getName(), found)
                .isInstanceOf(ExeuntException.class)
                .extracting(failure -> ((ExeuntException) failure).code())
                .hasToString("PLUGIN-20");
    }

    /** An exception that is not an {@code ExeuntException}. */
    private static final class Thrown extends RuntimeException {}

    /** Forwards all calls except those of one method, which throws. */
    private record Throwing(String method, Throwable thrown) {
        /** Returns null in place of throwing. */
        static final Throwable NULL = new Thrown();

        /** Replaces a plugin by null. */
        static final Throwing NOTHING = new Throwing("", null);

        <T> T inFrontOf(Class<T> kind, T real) {
            if (thrown == null) {
                return null;
            }
            return kind.cast(
                    Proxy.newProxyInstance(kind.getClassLoader(), new Class<?>[] {kind}, (proxy, called, arguments) -> {
                        if (called.getName().equals(method)) {
                            if (thrown == NULL) {
                                return null;
                            }
                            throw thrown;
                        }
                        try {
                            return called.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
