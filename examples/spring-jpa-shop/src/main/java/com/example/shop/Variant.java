package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

@Entity
class Variant {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Product product;

  private String sku;
  private String title;

  @OneToMany(mappedBy = "variant")
  private Set<Price> prices = new LinkedHashSet<>();

  @OneToMany(mappedBy = "variant")
  private Set<Stock> stock = new LinkedHashSet<>();

  public Long getId() {
    return id;
  }

  public Product getProduct() {
    return product;
  }

  public void setProduct(Product product) {
    this.product = product;
  }

  public String getSku() {
    return sku;
  }

  public String getTitle() {
    return title;
  }

  public void setTitle(String title) {
    this.title = title;
  }

  public Set<Price> getPrices() {
    return prices;
  }

  public Set<Stock> getStock() {
    return stock;
  }

  /** Empty if it is not sold there. */
  Optional<Price> priceIn(String channel) {
    return prices.stream()
        .filter(price -> price.getChannel().getCode().equals(channel))
        .findFirst();
  }
}
