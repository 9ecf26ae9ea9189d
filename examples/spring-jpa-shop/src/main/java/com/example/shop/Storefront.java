package com.example.shop;

import com.example.shop.CategoryView.From;
import com.example.shop.CategoryView.Line;
import com.example.shop.ProductView.CategoryName;
import com.example.shop.ProductView.InStock;
import com.example.shop.ProductView.Offer;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads. No code evicts anything: the invalidator does. */
@Service
class Storefront {

  private final Channels channels;
  private final Products products;
  private final Categories categories;
  private final Images images;

  Storefront(Channels channels, Products products, Categories categories, Images images) {
    this.channels = channels;
    this.products = products;
    this.categories = categories;
    this.images = images;
  }

  /** Empty if there is no such product, or no such channel. */
  @Cacheable(cacheNames = "product", key = "{#id, #channel, #language}", sync = true)
  @Transactional(readOnly = true)
  public Optional<ProductView> product(long id, String channel, Language language) {
    return products
        .findById(id)
        .flatMap(product -> channels.findByCode(channel).map(in -> view(product, in, language)));
  }

  private ProductView view(Product product, Channel channel, Language language) {
    Map<Long, List<String>> ofVariants =
        images("variant", product.getVariants().stream().map(Variant::getId).toList());
    return new ProductView(
        product.getId(),
        product.nameIn(language),
        channel.getCurrency(),
        product.getVariants().stream()
            .map(
                variant ->
                    new Offer(
                        variant.getId(),
                        variant.getSku(),
                        variant.getTitle(),
                        priceIn(channel, variant),
                        stock(variant),
                        ofVariants.getOrDefault(variant.getId(), List.of())))
            .sorted(Comparator.comparing(Offer::sku))
            .toList(),
        product.getCategories().stream()
            .map(category -> new CategoryName(category.getId(), category.getName()))
            .sorted(Comparator.comparing(CategoryName::id))
            .toList(),
        images("product", List.of(product.getId())).getOrDefault(product.getId(), List.of()));
  }

  private static BigDecimal priceIn(Channel channel, Variant variant) {
    return variant.priceIn(channel.getCode()).map(Price::getAmount).orElse(null);
  }

  private static List<InStock> stock(Variant variant) {
    return variant.getStock().stream()
        .map(
            stock ->
                new InStock(
                    stock.getWarehouse().getId(),
                    stock.getWarehouse().getName(),
                    stock.getQuantity()))
        .sorted(Comparator.comparing(InStock::warehouse))
        .toList();
  }

  /** URLs by the owner's id. */
  private Map<Long, List<String>> images(String ownerType, List<Long> owners) {
    return images.findByOwnerTypeAndOwnerIdInOrderByUrl(ownerType, owners).stream()
        .collect(
            Collectors.groupingBy(
                Image::getOwnerId, Collectors.mapping(Image::getUrl, Collectors.toList())));
  }

  /** Empty if there is no such category, or no such channel. */
  @Cacheable(cacheNames = "category", key = "{#id, #channel}", sync = true)
  @Transactional(readOnly = true)
  public Optional<CategoryView> category(long id, String channel) {
    return categories
        .findById(id)
        .flatMap(category -> channels.findByCode(channel).map(in -> view(category, in)));
  }

  private static CategoryView view(Category category, Channel channel) {
    return new CategoryView(
        category.getId(),
        category.getName(),
        channel.getCurrency(),
        category.getProducts().stream()
            .map(product -> line(product, channel))
            .sorted(Comparator.comparing(Line::id))
            .toList());
  }

  /** Empty if there is no such channel. A page under tags: no column says which products it has. */
  @Cacheable(cacheNames = "novelties", sync = true)
  @Transactional(readOnly = true)
  public Optional<NoveltiesView> novelties(String channel) {
    return channels
        .findByCode(channel)
        .map(
            in ->
                new NoveltiesView(
                    in.getCurrency(),
                    products.findTop10ByOrderByIdDesc().stream()
                        .map(product -> line(product, in))
                        .toList()));
  }

  private static Line line(Product product, Channel channel) {
    return new Line(product.getId(), product.getName(), cheapest(product, channel));
  }

  private static From cheapest(Product product, Channel channel) {
    return product.getVariants().stream()
        .flatMap(
            variant ->
                variant.priceIn(channel.getCode()).stream()
                    .map(price -> new From(variant.getId(), price.getAmount())))
        .min(Comparator.comparing(From::price).thenComparing(From::variant))
        .orElse(null);
  }
}
