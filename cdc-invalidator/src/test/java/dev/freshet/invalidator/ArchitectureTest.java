package dev.freshet.invalidator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Of the modules that a change passes on its way from the log to Redis. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.freshet");

  @Test
  void importsGoDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(
            "dev.freshet.invalidator..",
            "dev.freshet.invalidation..",
            "dev.freshet.rules..",
            "dev.freshet.catalog..",
            "dev.freshet.redis..",
            "dev.freshet.keys..")
        .layer("application")
        .definedBy("dev.freshet.invalidator")
        .layer("command")
        .definedBy("dev.freshet.invalidator.command..")
        .layer("capture")
        .definedBy("dev.freshet.invalidator.capture..")
        .layer("fence")
        .definedBy("dev.freshet.invalidator.fence..")
        .layer("wiring")
        .definedBy("dev.freshet.invalidator.invalidation..")
        .layer("engine")
        .definedBy("dev.freshet.invalidation..")
        .layer("rules")
        .definedBy("dev.freshet.rules..")
        .layer("catalog")
        .definedBy("dev.freshet.catalog..")
        .layer("redis")
        .definedBy("dev.freshet.redis..")
        .layer("keys")
        .definedBy("dev.freshet.keys..")
        .whereLayer("application")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("command")
        .mayOnlyBeAccessedByLayers("application")
        .whereLayer("fence")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("capture")
        .mayOnlyBeAccessedByLayers("application", "command")
        .whereLayer("wiring")
        .mayOnlyBeAccessedByLayers("capture", "command")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("command", "capture", "fence", "wiring")
        .whereLayer("rules")
        .mayOnlyBeAccessedByLayers("command", "capture", "wiring", "engine")
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers("rules")
        .whereLayer("redis")
        .mayOnlyBeAccessedByLayers("wiring", "engine")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.freshet.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void rulesNeedNoServer() {
    classes()
        .that()
        .resideInAPackage("dev.freshet.rules..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "dev.freshet.keys..",
            "dev.freshet.catalog..",
            "dev.freshet.rules..",
            "org.jspecify..",
            "org.slf4j..",
            "org.yaml.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void librariesKnowNothingOfSpring() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.freshet.invalidator..", "dev.freshet.http..", "dev.freshet.redis.spring..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..")
        .check(CLASSES);
  }

  @Test
  void onlyCaptureKnowsDebeziumAndKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.invalidator.capture..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.debezium..", "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.invalidator.command..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyItsAdapterKnowsLettuce() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.freshet.redis..", "dev.freshet.invalidation.redis..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(CLASSES);
  }
}
