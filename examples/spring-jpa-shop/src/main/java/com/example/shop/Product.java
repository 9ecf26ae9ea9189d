package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

@Entity
class Product {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  private String name;

  @OneToMany(mappedBy = "product")
  private List<ProductTranslation> translations = new ArrayList<>();

  @OneToMany(mappedBy = "product")
  private List<Variant> variants = new ArrayList<>();

  @ManyToMany
  @JoinTable(
      name = "product_category",
      joinColumns = @JoinColumn(name = "product_id"),
      inverseJoinColumns = @JoinColumn(name = "category_id"))
  private Set<Category> categories = new LinkedHashSet<>();

  protected Product() {}

  Product(String name) {
    this.name = name;
  }

  public Long getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public List<Variant> getVariants() {
    return variants;
  }

  public Set<Category> getCategories() {
    return categories;
  }

  /** Its name in the language, if it has one there. */
  String nameIn(Language language) {
    return translations.stream()
        .filter(translation -> translation.getLanguage() == language)
        .map(translation -> translation.getName())
        .findFirst()
        .orElse(name);
  }
}
