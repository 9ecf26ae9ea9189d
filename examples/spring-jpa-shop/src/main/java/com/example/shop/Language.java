package com.example.shop;

/** In which products may be described; the rules list them. */
public enum Language {
  EN,
  DE
}
