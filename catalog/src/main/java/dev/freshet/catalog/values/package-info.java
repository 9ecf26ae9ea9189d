/** The bytes of the cached values: MessagePack, as the contract has it. */
@NullMarked
package dev.freshet.catalog.values;

import org.jspecify.annotations.NullMarked;
