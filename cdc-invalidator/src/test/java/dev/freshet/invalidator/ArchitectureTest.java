package dev.freshet.invalidator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.freshet");

  @Test
  void importsGoToInvalidationAndToListings() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.freshet.invalidator..")
        .layer("application")
        .definedBy("dev.freshet.invalidator")
        .layer("capture")
        .definedBy("dev.freshet.invalidator.capture")
        .layer("fence")
        .definedBy("dev.freshet.invalidator.fence")
        .layer("command")
        .definedBy("dev.freshet.invalidator.command")
        .layer("replay")
        .definedBy("dev.freshet.invalidator.replay")
        .layer("invalidation")
        .definedBy("dev.freshet.invalidator.invalidation")
        .layer("listings")
        .definedBy("dev.freshet.invalidator.listings")
        .whereLayer("application")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("command")
        .mayOnlyBeAccessedByLayers("application")
        .whereLayer("capture")
        .mayOnlyBeAccessedByLayers("application", "command")
        .whereLayer("replay")
        .mayOnlyBeAccessedByLayers("command")
        .whereLayer("fence")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("invalidation")
        .mayOnlyBeAccessedByLayers("capture", "fence", "replay", "command")
        .whereLayer("listings")
        .mayOnlyBeAccessedByLayers("invalidation", "replay")
        .check(CLASSES);
  }

  @Test
  void onlyCaptureKnowsDebeziumAndKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.invalidator.capture")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.debezium..", "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.freshet.invalidator.command")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void onlyOneAdapterKnowsLettuce() {
    noClasses()
        .that()
        .resideInAPackage("dev.freshet.invalidator..")
        .and()
        .doNotHaveFullyQualifiedName("dev.freshet.invalidator.invalidation.RedisCache")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(CLASSES);
  }

  @Test
  void knowsNothingOfTheApi() {
    noClasses()
        .that()
        .resideInAPackage("dev.freshet.invalidator..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.freshet.api..")
        .check(CLASSES);
  }

  @Test
  void whatDecidesWhichKeysGoIsPure() {
    classes()
        .that()
        .haveSimpleName("AffectedKeys")
        .or()
        .haveSimpleName("Summaries")
        .or()
        .haveSimpleName("TransactionSnapshot")
        .or()
        .haveSimpleName("RowChange")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "dev.freshet.keys",
            "dev.freshet.invalidator.invalidation",
            "dev.freshet.invalidator.listings",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void matchingListingsNeedsNoServer() {
    classes()
        .that()
        .resideInAPackage("dev.freshet.invalidator.listings")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "dev.freshet.keys",
            "dev.freshet.invalidator.listings",
            "org.jspecify..",
            "org.slf4j..")
        .check(CLASSES);
  }
}
