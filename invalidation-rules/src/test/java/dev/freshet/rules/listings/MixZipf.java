package dev.freshet.rules.listings;

import java.util.Arrays;
import java.util.Random;

/** Draws ranks by Zipf's law: the first twice as often as the second, thrice as the third. */
final class MixZipf {

  /** Of each rank, the sum of its weight and of all before it. */
  private final double[] sums;

  MixZipf(int ranks) {
    sums = new double[ranks];
    double sum = 0;
    for (int i = 0; i < ranks; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
  }

  /** From 0. */
  int draw(Random random) {
    int place = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return place < 0 ? -place - 1 : place;
  }
}
