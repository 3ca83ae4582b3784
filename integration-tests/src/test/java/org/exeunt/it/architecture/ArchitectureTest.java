package org.exeunt.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/** Allowed dependencies between modules and packages, and coding rules for all modules. */
@AnalyzeClasses(packages = "org.exeunt", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String API = "org.exeunt.api..";
    private static final String CONFIG = "org.exeunt.config..";
    private static final String RUNTIME = "org.exeunt.runtime..";
    private static final String ENGINE = "org.exeunt.dl4j..";
    private static final String STRATEGIES = "org.exeunt.strategies..";
    private static final String BASELINES = "org.exeunt.baselines..";
    private static final String DATASETS = "org.exeunt.datasets..";
    private static final String TRACKERS = "org.exeunt.trackers..";
    private static final String TESTKIT = "org.exeunt.testkit..";
    private static final String APP = "org.exeunt.app..";
    private static final Set<String> CHECKING_CLASSES =
            Set.of("RegularFile", "RecordText", "OwnFiles", "AtomicFile", "EventFile", "Download", "PluginProject");
    private static final String[] NATIVES = {"org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."};

    @ArchTest
    static final ArchRule apiDependsOnTheJdkOnly = noClasses()
            .that()
            .resideInAPackage(API)
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(API, "java..", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule deviceDependsOnTheJdkOnly = noClasses()
            .that()
            .resideInAPackage("org.exeunt.device..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("org.exeunt.device..", "java..");

    @ArchTest
    static final ArchRule configDependsOnApiOnly =
            doNotDepend(CONFIG, RUNTIME, ENGINE, STRATEGIES, BASELINES, DATASETS, TRACKERS, TESTKIT, APP);

    @ArchTest
    static final ArchRule runtimeDependsOnApiAndConfigOnly =
            doNotDepend(RUNTIME, ENGINE, STRATEGIES, BASELINES, DATASETS, TRACKERS, TESTKIT, APP);

    @ArchTest
    static final ArchRule engineDependsOnApiOnly =
            doNotDepend(ENGINE, CONFIG, RUNTIME, STRATEGIES, BASELINES, DATASETS, TESTKIT, APP);

    @ArchTest
    static final ArchRule onlyTheEngineUsesDeeplearning4j = noClasses()
            .that()
            .resideOutsideOfPackages(ENGINE, "org.exeunt.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NATIVES);

    @ArchTest
    static final ArchRule layersDoNotDependOnKernelImplementations = noClasses()
            .that()
            .resideInAPackage("org.exeunt.dl4j.layers..")
            .and()
            .doNotHaveSimpleName("KernelsInUse") // the one place that chooses
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.exeunt.dl4j.kernels.host..", "org.exeunt.dl4j.kernels.portable..");

    @ArchTest
    static final ArchRule strategiesDependOnApiOnly =
            doNotDepend(STRATEGIES, CONFIG, RUNTIME, ENGINE, BASELINES, DATASETS, TESTKIT, APP);

    @ArchTest
    static final ArchRule baselinesDependOnApiAndStrategiesOnly =
            doNotDepend(BASELINES, CONFIG, RUNTIME, ENGINE, DATASETS, TESTKIT, APP);

    @ArchTest
    static final ArchRule baselinesDoNotDependOnEachOther =
            slices().matching("org.exeunt.baselines.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule datasetsDependOnApiOnly =
            doNotDepend(DATASETS, CONFIG, RUNTIME, ENGINE, STRATEGIES, BASELINES, TESTKIT, APP);

    @ArchTest
    static final ArchRule trackersDependOnApiOnly =
            doNotDepend(TRACKERS, CONFIG, RUNTIME, ENGINE, STRATEGIES, BASELINES, DATASETS, TESTKIT, APP);

    @ArchTest
    static final ArchRule noModuleDependsOnTheAppOrTheTestkit = noClasses()
            .that()
            .resideOutsideOfPackages(APP, TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(APP, TESTKIT);

    @ArchTest
    static final ArchRule packagesOfAModuleAreFreeOfCycles =
            slices().matching("org.exeunt.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule pluginRegistryDoesNotDependOnConfiguration = doNotDepend(
            "org.exeunt.config.plugins",
            "org.exeunt.config.option",
            "org.exeunt.config.run",
            "org.exeunt.config.diagnosis");

    @ArchTest
    static final ArchRule randomGeneratorsArePassedIn = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom");

    /** A clock that is set back must not change results. Trackers record the time of day and are exempt. */
    @ArchTest
    static final ArchRule clocksArePassedIn = noClasses()
            .that()
            .resideOutsideOfPackages(APP, "org.exeunt.trackers..", "org.exeunt.benchmarks..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Files.class, "getLastModifiedTime", Path.class, LinkOption[].class);

    @ArchTest
    static final ArchRule onlyTheAppPrints = noClasses()
            .that()
            .resideOutsideOfPackages(APP, "org.exeunt.benchmarks..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    /**
     * Prevents writing through links and blocking on pipes. The classes listed check each path first, or create new
     * files only.
     */
    @ArchTest
    static final ArchRule filesAreOpenedOnlyByClassesThatCheckThem = noClasses()
            .that(DescribedPredicate.describe(
                    "check no files", type -> !CHECKING_CLASSES.contains(type.getSimpleName())))
            .and()
            .resideOutsideOfPackages(TESTKIT, "org.exeunt.testsupport..", "org.exeunt.benchmarks..")
            .should()
            .callMethodWhere(DescribedPredicate.describe("open a file", ArchitectureTest::opensFile))
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(
                    FileInputStream.class,
                    FileOutputStream.class,
                    FileReader.class,
                    FileWriter.class,
                    RandomAccessFile.class);

    private static boolean opensFile(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(FileChannel.class)
                        && call.getName().equals("open")
                || call.getTargetOwner().isEquivalentTo(Files.class)
                        && call.getName()
                                .matches("new(Input|Output)Stream|newBuffered(Reader|Writer)"
                                        + "|newByteChannel|write|writeString");
    }

    @ArchTest
    static final ArchRule javaSerialisationIsNotUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectInputStream")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.ObjectOutputStream");

    @ArchTest
    static final ArchRule staticFieldsAreFinal = fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule classNamesAreNotGeneric = noClasses()
            .should()
            .haveNameMatching(".*[.$](Base([A-Z][^.$]*)?|[^.$]*(Manager|Utils?|Helper|Impl|Processor|Handler))");

    private static ArchRule doNotDepend(String packages, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }
}
