/** What both services' HTTP servers have in common, by auto-configuration. */
@NullMarked
package dev.freshet.http;

import org.jspecify.annotations.NullMarked;
